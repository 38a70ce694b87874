// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { findFile } from '../find-file.ts'
import type { Inventory } from '../inventory.ts'
import { stackedOn } from '../stacked.ts'
import { nothing, type Outcome, refusal } from './draft.ts'
import { portFilesOf, saysBond } from './masters.ts'
import { notABond } from './plan-bond.ts'

/** Plans the removal of a bond's own file. What stands on the bond stays and is named in a warning. */
export function planBondRemoval(inventory: Inventory, name: string): Outcome {
  const found = findFile(inventory, name)
  if (found.state === 'refused') return refusal(found.problem)
  const left = stackedOn(inventory, name).map(path => `${name}: ${path} stays, and stands on a bond that is gone`)
  if (found.state === 'absent') return { ...nothing, warnings: left }
  const { entry } = found
  const foreign = notABond(entry)
  if (foreign !== undefined || (!saysBond(entry) && portFilesOf(inventory, name).length === 0))
    return refusal(
      `${name}: ${foreign ?? `${entry.path} says nothing of a bond (no BONDING_OPTS, no TYPE=Bond, no device with MASTER=${name})`}; ` +
        'to remove the file of another device use nic.bonding.ifcfg with state=absent'
    )
  return {
    files: [{ path: entry.path, before: entry.text, after: undefined, device: name }],
    problems: [],
    warnings: left
  }
}
