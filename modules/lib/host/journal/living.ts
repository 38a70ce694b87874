// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { isAlive, parseName } from './process-name.ts'
import { journalText } from './read-changes.ts'

/** Whether the process lives that a file names, like the line of a lock; not where there is no such file. */
export function isLivingIn(path: string): boolean {
  const line = journalText('/', path)
  const name = line === undefined ? undefined : parseName(line)
  return name !== undefined && isAlive(name)
}
