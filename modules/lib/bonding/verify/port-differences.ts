// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { findFile } from '../find-file.ts'
import { type IfcfgEntry, type Inventory, isBroughtUp } from '../inventory.ts'
import { portFilesOf } from '../plan/masters.ts'

/** The ports of a bond by its files, and by the kernel. */
export interface PortDifferences {
  /** Ports of both, each with its file. */
  readonly present: ReadonlyMap<string, IfcfgEntry>
  /** The files of ports that the kernel does not have, although they are brought up with the network. */
  readonly missing: readonly IfcfgEntry[]
  /** Ports of the kernel that no file makes ports of this bond. */
  readonly foreign: readonly string[]
}

/** A file may name its port by its hardware address only, so each port of the kernel is looked up. */
export function portDifferences(inventory: Inventory, bond: string, ports: readonly string[]): PortDifferences {
  const files = portFilesOf(inventory, bond)
  const present = new Map<string, IfcfgEntry>()
  for (const port of ports) {
    const found = findFile(inventory, port)
    if (found.state === 'found' && files.includes(found.entry)) present.set(port, found.entry)
  }
  const known = [...present.values()]
  return {
    present,
    missing: files.filter(entry => isBroughtUp(entry) && !known.includes(entry)),
    foreign: ports.filter(port => !present.has(port))
  }
}
