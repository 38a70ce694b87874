// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { deviceOf, type IfcfgEntry, type Inventory, lookUp } from '../bonding/inventory.ts'
import { vlanBaseOf } from '../bonding/stacked.ts'
import type { LiveNetwork } from '../change/live-network.ts'
import type { ReadHost } from '../host/host.ts'
import { deviceInfo, noDevice } from './device-info.ts'
import { sysText } from './sys-text.ts'

/** A VLAN on a bond; keys as results have them. */
export interface VlanInfo {
  readonly name: string
  /** Its number; the kernel's where it has the VLAN. */
  readonly id: number | undefined
  readonly in_files: boolean
  /** `undefined` where there is no kernel to ask. */
  readonly in_kernel: boolean | undefined
  readonly up: boolean | undefined
  readonly carrier: boolean | undefined
  readonly mtu: number | undefined
  /** With their prefixes; `undefined` while it has no link. */
  readonly addresses: readonly string[] | undefined
}

/** Where VLANs are looked for: without a running kernel there is no `host`. */
export interface VlanScene {
  readonly host: ReadHost | undefined
  readonly network: LiveNetwork | undefined
  readonly inventory: Inventory
}

/** The VLANs that files or the kernel have directly on a device, by name. */
export function vlansOn({ host, network, inventory }: VlanScene, base: string): readonly VlanInfo[] {
  const files = new Map(
    inventory.entries
      .filter(entry => vlanBaseOf(entry) === base)
      .map((entry): [string, IfcfgEntry] => [deviceOf(entry), entry])
  )
  const running = host === undefined ? undefined : kernelVlans(host, base)
  return [...new Set([...files.keys(), ...(running ?? new Map()).keys()])].sort().map(name => {
    const entry = files.get(name)
    const inKernel = running?.has(name)
    const device = host === undefined || inKernel !== true ? noDevice : deviceInfo(host, name)
    const here = network?.addresses.filter(located => located.device === name)
    return {
      name,
      id: running?.get(name) ?? (entry === undefined ? undefined : fileId(entry)),
      in_files: entry !== undefined,
      in_kernel: inKernel,
      up: device.up,
      carrier: device.carrier,
      mtu: device.mtu,
      addresses: device.carrier === true ? here?.map(({ address }) => address) : undefined
    }
  })
}

/** Numbers of VLANs by name: "bond0.100  VID: 100 ..." and "Device: bond0" (vlandev_seq_show() in net/8021q/vlanproc.c). */
function kernelVlans(host: ReadHost, base: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const name of host.list('/proc/net/vlan')) {
    const text = name === 'config' ? '' : (sysText(host, `/proc/net/vlan/${name}`) ?? '')
    const id = /\bVID: ([0-9]+)/.exec(text)?.[1]
    if (id !== undefined && /^Device: (\S+)/m.exec(text)?.[1] === base) found.set(name, Number(id))
  }
  return found
}

/** VLAN_ID (NetworkManager's ifcfg-rh), else the number at the end of the name, as ifup takes it. */
function fileId(entry: IfcfgEntry): number | undefined {
  const id = lookUp(entry, 'VLAN_ID') ?? /[0-9]+$/.exec(deviceOf(entry))?.[0]
  return id !== undefined && /^[0-9]{1,4}$/.test(id) ? Number(id) : undefined
}
