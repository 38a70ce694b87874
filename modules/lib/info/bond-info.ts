// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { NormalValue } from '../bonding/bonding-opts.ts'
import { deviceOf } from '../bonding/inventory.ts'
import { portDifferences } from '../bonding/verify/port-differences.ts'
import type { ModprobeSource } from '../modprobe/read-sources.ts'
import { type ConfiguredBond, configuredBond, type FileBond } from './configured-bond.ts'
import { type DeviceInfo, noDevice } from './device-info.ts'
import { type KernelBond, type LacpInfo, lacpInfo } from './kernel-bond.ts'
import { type AliasInfo, aliasOf } from './modprobe-info.ts'
import { type PortInfo, portInfo } from './port-info.ts'
import { type VlanInfo, type VlanScene, vlansOn } from './vlan-info.ts'

/** A bond that is in the files, in the kernel, or in both. */
export interface BothBonds {
  readonly name: string
  readonly files: FileBond | undefined
  readonly kernel: KernelBond | undefined
}

/** What there is to look at beside the bond; without a running kernel there is no `host`. */
export interface Surroundings extends VlanScene {
  readonly sources: readonly ModprobeSource[]
}

/** A bond; keys as results have them. All but `configured`, `alias` and what ports have of files is what the kernel says. */
export interface BondInfo extends Omit<DeviceInfo, 'exists' | 'duplex'> {
  readonly name: string
  readonly in_files: boolean
  readonly in_kernel: boolean | undefined
  readonly mode: NormalValue | undefined
  readonly options: ReadonlyMap<string, NormalValue> | undefined
  readonly mii_status: string | undefined
  readonly active_port: string | undefined
  readonly primary: NormalValue | undefined
  readonly lacp: LacpInfo | undefined
  readonly addresses: readonly string[] | undefined
  readonly gateways: readonly string[] | undefined
  readonly ports: readonly PortInfo[]
  readonly vlans: readonly VlanInfo[]
  readonly unparsed: readonly string[] | undefined
  readonly configured: ConfiguredBond | undefined
  readonly alias: AliasInfo | undefined
}

/** Puts together what is known of a bond. */
export function bondInfo({ name, files, kernel }: BothBonds, surroundings: Surroundings): BondInfo {
  const { host, sources } = surroundings
  const { exists: _, duplex: __, ...device } = kernel?.device ?? noDevice
  const options = kernel?.options
  return {
    name,
    in_files: files?.isInFiles === true,
    in_kernel: host === undefined ? undefined : kernel !== undefined,
    mode: options?.get('mode'),
    options: options === undefined ? undefined : new Map([...options].filter(([option]) => option !== 'mode')),
    ...device,
    mii_status: kernel?.miiStatus,
    active_port: kernel?.activePort,
    primary: options?.get('primary'),
    lacp: kernel === undefined ? undefined : lacpInfo(kernel),
    addresses: kernel?.addresses,
    gateways: kernel?.gateways,
    ports: portsOf({ name, files, kernel }, surroundings),
    vlans: vlansOn(surroundings, name),
    unparsed: kernel?.proc.unknown,
    configured: files?.entry === undefined ? undefined : configuredBond(files.entry),
    alias: aliasOf(sources, name)
  }
}

/** Those of the kernel in its order, then those that only files name. Of two files for one port none is taken. */
function portsOf({ name, files, kernel: bond }: BothBonds, { host, inventory }: Surroundings): readonly PortInfo[] {
  const { present } = portDifferences(inventory, name, bond?.ports ?? [])
  const paths = new Map([...present].map(([port, { path }]): [string, readonly string[]] => [port, [path]]))
  const known = [...present.values()]
  for (const entry of files?.portFiles ?? []) {
    const port = deviceOf(entry)
    if (!known.includes(entry)) paths.set(port, [...(paths.get(port) ?? []), entry.path])
  }
  return [...new Set([...(bond?.ports ?? []), ...paths.keys()])].map(port => {
    const [path, other] = paths.get(port) ?? []
    return portInfo(host, {
      name: port,
      inFiles: path !== undefined,
      path: other === undefined ? path : undefined,
      bond
    })
  })
}
