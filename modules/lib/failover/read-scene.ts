// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondFailoverArguments } from '#generated/bond_failover'
import { findFile } from '../bonding/find-file.ts'
import { lookUp, readInventory } from '../bonding/inventory.ts'
import { optionText } from '../bonding/verify/running-bond.ts'
import { openChange, openWindow } from '../change/change-record.ts'
import type { IpLine, NetworkState } from '../change/network-state.ts'
import { currentConnection, deviceOfAddress } from '../host/connection.ts'
import type { ReadHost } from '../host/host.ts'
import { readChanges } from '../host/journal/read-changes.ts'
import { ping } from '../host/ping.ts'
import { readNetworkState } from '../host/read-network-state.ts'
import { defaultGateways, deviceTowards } from '../host/routes.ts'
import { sampleBond } from './bond-sample.ts'
import { portsToTest } from './refusals.ts'
import type { Scene, ScenesOption, Target } from './scene.ts'
import { devicesOn, standsOn } from './stacked-on.ts'

/** How long the target may take to answer before the test, in seconds: an address may have to be resolved first (ARP). */
const patience = 3

/** Reads all that decides whether and how the bond is tested. The target is asked once, in check mode too. */
export function readScene(host: ReadHost, { name = '', ports, ping_target, timeout }: BondFailoverArguments): Scene {
  const sample = sampleBond(host, name)
  const optionOf = (option: ScenesOption): number => Number(optionText(host, name, option) ?? 0)
  const change = openChange(readChanges('/'))
  return {
    ...{ bond: name, sample, asked: ports, timeout },
    isDevice: host.realPath(`/sys/class/net/${name}`) !== undefined,
    options: {
      miimon: optionOf('miimon'),
      arp_interval: optionOf('arp_interval'),
      min_links: optionOf('min_links'),
      updelay: optionOf('updelay'),
      downdelay: optionOf('downdelay')
    },
    target: sample === undefined ? { type: 'none' } : readTarget(host, name, ping_target),
    burdens: sample === undefined ? new Map() : readBurdens(host, name, portsToTest({ asked: ports }, sample)),
    window: change === undefined ? undefined : openWindow(change)
  }
}

function readTarget(host: ReadHost, bond: string, given: string | undefined): Target {
  if (given === 'none') return { type: 'none' }
  const address = given ?? gatewayOf(host, bond)
  if (address === undefined) return { type: 'unknown' }
  const device = deviceTowards(address)
  const isOverBond = device !== undefined && standsOn(host, device, bond)
  return { type: 'host', address, device, isOverBond, silence: isOverBond ? ping(address, patience) : undefined }
}

/** That of a default route over the bond, or over what stands on it, else the one that its file names. */
function gatewayOf(host: ReadHost, bond: string): string | undefined {
  const route = defaultGateways().find(({ device }) => standsOn(host, device, bond))
  if (route !== undefined) return route.address
  const found = findFile(readInventory(host), bond)
  return found.state === 'found' ? lookUp(found.entry, 'GATEWAY') : undefined
}

/** What goes with a port's link and does not come back with it: addresses, routes, devices on it. A port has none as a rule. */
function readBurdens(host: ReadHost, bond: string, ports: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const network = readNetworkState()
  return new Map(
    ports.map((port): [string, readonly string[]] => {
      const devices = devicesOn(host, port).filter(device => device !== bond)
      return [
        port,
        [
          ...connectionOn(host, [port, ...devices]),
          ...linesOn(network, port),
          ...devices.map(device => `the device ${device}`)
        ]
      ]
    })
  )
}

/** The connection in use, where its address is on one of the devices or on what stands on them: no other port carries that. */
function connectionOn(host: ReadHost, devices: readonly string[]): readonly string[] {
  const connection = currentConnection()
  const connected = connection === undefined ? undefined : deviceOfAddress(connection.server)
  if (connection === undefined || connected === undefined) return []
  // What is called like a port is the port: the bond stands on that as well.
  const [port, ...others] = devices
  const isOn = connected === port || others.some(device => standsOn(host, connected, device))
  return isOn ? [`the address ${connection.server} of the connection in use`] : []
}

function linesOn({ addresses, routes }: NetworkState, port: string): readonly string[] {
  const isIts = ({ device, isKernels }: IpLine): boolean => device === port && isKernels !== true
  const textOf = (line: string, what: string): string => `the ${what} ${line.split(' ')[3] ?? ''}`
  return [
    { lines: addresses, what: 'address' },
    { lines: routes, what: 'route' }
  ].flatMap(({ lines, what }) => lines.filter(isIts).map(({ line }) => textOf(line, what)))
}
