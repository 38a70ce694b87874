// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import { findFile } from '../find-file.ts'
import { type IfcfgEntry, type Inventory, lookUp } from '../inventory.ts'
import { stackedOn } from '../stacked.ts'
import { editFile, type Outcome, refusal } from './draft.ts'
import { lineOf, mastersOf, saysBond } from './masters.ts'
import { type PortWish, portEdits } from './port-edits.ts'

/** Keys by which a device is a port of something that is no bond. */
const otherMasters = ['BRIDGE', 'BRIDGE_UUID', 'TEAM_MASTER', 'TEAM_MASTER_UUID', 'OVS_BRIDGE']

/** Bonds from which the task takes ports away: a port may leave them. */
export type Leaving = (port: string, bond: string) => boolean

/** Plans the file of one port, or says what stands in its way. */
export function planPort(inventory: Inventory, wish: PortWish, mayLeave: Leaving): Outcome {
  const { port } = wish
  const found = findFile(inventory, port)
  if (found.state === 'refused') return refusal(found.problem)
  const stacked = stackedOn(inventory, port).map(
    path =>
      `${port}: ${path} stands on ${port}, which as a port of ${wish.bond} has neither address nor VLANs of its own; ` +
      `move it to ${wish.bond}, or remove that file first`
  )
  if (found.state === 'absent') {
    const made = editFile({
      device: port,
      path: found.path,
      entry: undefined,
      edits: file => portEdits(file, wish, { fresh: true })
    })
    return { ...made, problems: [...made.problems, ...stacked] }
  }
  const { entry } = found
  const problems = [...stacked, ...foreignMaster(inventory, entry, wish, mayLeave), ...foreignAddress(entry, wish)]
  if (problems.length > 0) return refusal(...problems)
  return editFile({ device: port, path: entry.path, entry, edits: file => portEdits(file, wish, { fresh: false }) })
}

/** ifup-eth ignores a device whose address is not that of its file. */
function foreignAddress(entry: IfcfgEntry, { port, address }: PortWish): readonly string[] {
  const other = lookUp(entry, 'HWADDR')
  if (address === undefined || other === undefined || other.toUpperCase() === address) return []
  return [
    `${port}: has the hardware address ${address}, but its file says HWADDR=${other} (${entry.path}, line ` +
      `${lineOf(entry, 'HWADDR')}), so that initscripts ignore the device: correct or remove that line first`
  ]
}

function foreignMaster(
  inventory: Inventory,
  entry: IfcfgEntry,
  { port, bond }: PortWish,
  mayLeave: Leaving
): readonly string[] {
  const other = otherMasters.find(key => lookUp(entry, key) !== undefined)
  if (other !== undefined) {
    const place = `(${other}=${lookUp(entry, other)} in ${entry.path}, line ${lineOf(entry, other)})`
    return [`${port}: is a port of something else ${place}; a device has one master, remove that line first`]
  }
  if (saysBond(entry))
    return [`${port}: is a bond itself (${entry.path}); a bond cannot be a port of a bond, remove it from the list`]
  return mastersOf(inventory, entry)
    .filter(master => master.bond !== bond && !mayLeave(port, master.bond))
    .map(
      master =>
        `${port}: is already a port of ${master.bond} (${master.key}=${master.key === 'MASTER' ? master.bond : lookUp(entry, master.key)} ` +
        `in ${entry.path}, line ${master.line}); remove it there first, or give both bonds in one task (bonds)`
    )
}
