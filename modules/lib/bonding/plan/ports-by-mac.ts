// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { ReadHost } from '../../host/host.ts'
import { deviceOf, type IfcfgEntry, type Inventory, lookUp } from '../inventory.ts'
import { checkBetweenBonds, checkPorts } from '../rules/port-rules.ts'
import { lineOf } from './masters.ts'

type Bond = Partial<BondOptions>

/** Bonds whose ports are all named by their devices. */
export interface NamedPorts {
  readonly bonds: readonly Bond[]
  /** The hardware addresses by which the task names ports, in upper case, by the devices that they have turned out to be. */
  readonly addresses: ReadonlyMap<string, string>
  readonly problems: readonly string[]
}

const prefix = 'mac='

/**
 * Looks up the ports that are given by their permanent hardware address (`mac=08:00:27:43:66:17`): among the devices of the
 * host, else among the HWADDR keys of the ifcfg files. What the rules about ports say of the arguments alone is asked again
 * with the names found.
 */
export function namePorts(bonds: readonly Bond[], host: ReadHost, inventory: Inventory): NamedPorts {
  const addresses = new Map<string, string>()
  const problems: string[] = []
  const nameOf = (bond: Bond, port: string): string => {
    if (!port.startsWith(prefix)) return port
    const address = port.slice(prefix.length).toUpperCase()
    const found = deviceWith(address, host, inventory)
    if (found.device === undefined) problems.push(`${bond.name}: ports: ${found.problem}`)
    else addresses.set(found.device, address)
    return found.device ?? port
  }
  const named = bonds.map(bond =>
    bond.state === 'absent' || bond.ports === undefined
      ? bond
      : { ...bond, ports: bond.ports.map(port => nameOf(bond, port)) }
  )
  if (problems.length === 0 && addresses.size > 0) problems.push(...checkNames(named))
  return { bonds: named, addresses, problems }
}

function checkNames(bonds: readonly Bond[]): readonly string[] {
  const inputs = bonds.map(options => ({ at: `${options.name}: `, options, isInvalid: () => false }))
  return [...inputs.flatMap(checkPorts), ...(inputs.length > 1 ? checkBetweenBonds(inputs) : [])]
}

type Found =
  | { readonly device: string; readonly problem?: never }
  | { readonly device?: never; readonly problem: string }

function deviceWith(address: string, host: ReadHost, inventory: Inventory): Found {
  const owners = ownDevices(host).map(device => ({ device, has: inventory.hardwareAddress(device) }))
  const present = withHardware(
    host,
    owners.filter(({ has }) => has === address).map(({ device }) => device)
  )
  const files = inventory.entries.filter(entry => lookUp(entry, 'HWADDR')?.toUpperCase() === address && isOwn(entry))
  const named = files.filter(entry => present.length === 0 || lookUp(entry, 'DEVICE') !== undefined)
  const [device, ...others] = [...new Set([...present, ...named.map(deviceOf)])]
  if (device === undefined) return { problem: unknown(address, owners, inventory) }
  if (others.length === 0) return { device }
  return {
    problem:
      `the hardware address ${address} is that of ${[...present, ...named.map(place)].join(', ')}; ` +
      'it must lead to one device: mend that, or give the port by its name'
  }
}

type Owner = { readonly device: string; readonly has: string | undefined }

function unknown(address: string, owners: readonly Owner[], inventory: Inventory): string {
  const files = inventory.entries.filter(entry => lookUp(entry, 'HWADDR') !== undefined)
  const known = [...owners.map(({ device, has }) => `${device} ${has}`), ...files.map(place)]
  return (
    `no device has the hardware address ${address}, and no ifcfg file names it (HWADDR); ` +
    (known.length === 0 ? 'give the port by its name' : `there are ${known.join(', ')}: correct the address`)
  )
}

function place(entry: IfcfgEntry): string {
  return `${deviceOf(entry)} (HWADDR=${lookUp(entry, 'HWADDR')} in ${entry.path}, line ${lineOf(entry, 'HWADDR')})`
}

/** Whether a file is that of a device with an address of its own, under a name that a device can have. */
function isOwn(entry: IfcfgEntry): boolean {
  const isOther =
    /^(?:vlan|bridge|bond|team)$/i.test(lookUp(entry, 'TYPE') ?? '') || lookUp(entry, 'VLAN') !== undefined
  return !isOther && /^[A-Za-z0-9_][A-Za-z0-9_-]{0,14}$/.test(deviceOf(entry))
}

/**
 * The devices of the running host but those that have the address of what they stand on: bonds, bridges, VLANs, and whatever
 * else has a lower device (the links `lower_<name>` of netdev_adjacent_sysfs_add(), Linux 3.9 and later).
 */
function ownDevices(host: ReadHost): readonly string[] {
  if (host.root !== '/') return []
  return host.list('/sys/class/net').filter(device => {
    const folder = `/sys/class/net/${device}`
    const isVlan = host.fileType(`/proc/net/vlan/${device}`) !== undefined
    if (device === 'lo' || isVlan || host.fileType(folder) !== 'folder') return false
    return !host.list(folder).some(name => name === 'bonding' || name === 'bridge' || name.startsWith('lower_'))
  })
}

/** Of several with one address, the one that is a piece of hardware. */
function withHardware(host: ReadHost, devices: readonly string[]): readonly string[] {
  const real = devices.filter(device => host.fileType(`/sys/class/net/${device}/device`) !== undefined)
  return real.length > 0 ? real : devices
}
