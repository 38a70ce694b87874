// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { deviceOf, type IfcfgEntry, type Inventory, lookUp } from '../inventory.ts'
import { mastersOf, portFilesOf } from '../plan/masters.ts'

/** A device and the devices whose end takes its addresses: what a VLAN stands on. */
export function carriersOf(files: readonly Inventory[], device: string): readonly string[] {
  return closure([device], name => files.flatMap(inventory => vlanBases(inventory, name)))
}

/** A device and all that it is reached through: what a VLAN stands on, the ports of a bond or a bridge, the bond of a port. */
export function linkedTo(files: readonly Inventory[], device: string): readonly string[] {
  const bonds = files.flatMap(inventory =>
    entriesOf(inventory, device).flatMap(entry => mastersOf(inventory, entry).map(({ bond }) => bond))
  )
  return closure([device, ...bonds], name =>
    files.flatMap(inventory => [
      ...vlanBases(inventory, name),
      ...portFilesOf(inventory, name).map(deviceOf),
      ...inventory.entries.filter(entry => lookUp(entry, 'BRIDGE') === name).map(deviceOf)
    ])
  )
}

/** eth0.100 stands on eth0, vlan100 on what PHYSDEV says (ifup in initscripts). */
function vlanBases(inventory: Inventory, device: string): readonly string[] {
  const named = entriesOf(inventory, device).flatMap(entry => {
    const base = lookUp(entry, 'PHYSDEV')
    return base === undefined ? [] : [base]
  })
  const dotted = /^(.+)\.[0-9]+$/.exec(device)?.[1]
  return dotted === undefined ? named : [...named, dotted]
}

function entriesOf(inventory: Inventory, device: string): readonly IfcfgEntry[] {
  return inventory.entries.filter(entry => deviceOf(entry) === device)
}

function closure(first: readonly string[], next: (name: string) => readonly string[]): readonly string[] {
  const found = new Set(first)
  for (const name of found) for (const other of next(name)) found.add(other)
  return [...found]
}
