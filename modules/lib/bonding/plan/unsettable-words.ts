// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type IfcfgEntry, lookUp } from '../inventory.ts'
import { unsettableIn } from '../unsettable.ts'
import { lineOf } from './masters.ts'

/** Warns of words in a bond's file that no bond can be given there: its readers log them, or pass over them. */
export function warnOfUnsettable(name: string, entry: IfcfgEntry): readonly string[] {
  return unsettableIn(lookUp(entry, 'BONDING_OPTS') ?? '').map(
    why => `${name}: BONDING_OPTS (${entry.path}, line ${lineOf(entry, 'BONDING_OPTS')}): ${why}`
  )
}
