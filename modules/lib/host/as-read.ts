// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import type { FileChange } from '../change/file-change.ts'
import { readBytes } from './read-file.ts'

/** Whether a file still has the text that it had when its change was planned. */
export function isAsRead(root: string, { path, before }: FileChange): boolean {
  const bytes = readBytes(root, path)
  return before === (bytes === undefined ? undefined : system.decode(bytes))
}
