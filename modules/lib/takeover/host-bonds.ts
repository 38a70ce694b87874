// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type FoundFile, findFile } from '../bonding/find-file.ts'
import { deviceOf, type IfcfgEntry, type Inventory, lookUp } from '../bonding/inventory.ts'
import { mastersOf, saysBond } from '../bonding/plan/masters.ts'
import type { ReadHost } from '../host/host.ts'

/** A bond that the files of a host speak of. */
export interface HostBond {
  readonly name: string
  /** Its own file; `absent` where only ports speak of it. */
  readonly found: FoundFile
  /** Each device once, by the first of its files. */
  readonly ports: readonly HostPort[]
}

export interface HostPort {
  readonly device: string
  readonly entry: IfcfgEntry
  /** Where it says whose port it is. */
  readonly line: number
}

interface Scene {
  readonly inventory: Inventory
  readonly host: ReadHost
}

/** Every bond by its own file's words or by those of its ports, in the order of names; ports in the order of their files. */
export function hostBonds(inventory: Inventory, host: ReadHost): readonly HostBond[] {
  const own = inventory.entries.filter(saysBond).map(deviceOf)
  const masters = inventory.entries.flatMap(entry => mastersOf(inventory, entry).map(({ bond }) => bond))
  return [...new Set([...own, ...masters])].sort().map(name => {
    const ports = inventory.entries.flatMap(entry => portOf({ inventory, host }, entry, name))
    const isFirst = ({ device }: HostPort, index: number): boolean =>
      ports.findIndex(port => port.device === device) === index
    return { name, found: findFile(inventory, name), ports: ports.filter(isFirst) }
  })
}

function portOf({ inventory, host }: Scene, entry: IfcfgEntry, name: string): readonly HostPort[] {
  const master = mastersOf(inventory, entry).find(({ bond }) => bond === name)
  return master === undefined ? [] : [{ device: portDevice({ inventory, host }, entry), entry, line: master.line }]
}

/**
 * The device of a port's file, by DEVICE, by the hardware address on the running host, by the names that NetworkManager of
 * EL6 gives (check_if_bond_port(); "Auto eth0", "System eth0"), by the file's own name.
 */
function portDevice({ inventory, host }: Scene, entry: IfcfgEntry): string {
  const address = lookUp(entry, 'HWADDR')?.toUpperCase()
  const named = lookUp(entry, 'DEVICE')
  if (named !== undefined) return named
  const devices = host.root === '/' && address !== undefined ? host.list('/sys/class/net') : []
  const present = devices.find(device => inventory.hardwareAddress(device) === address)
  return present ?? /^(?:Auto|System) (\S+)$/.exec(lookUp(entry, 'NAME') ?? '')?.[1] ?? entry.suffix
}
