// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import type { Stats } from '../../system/system.ts'
import { ifThere } from './io-error.ts'

/** What a path is itself, the last link not followed; `undefined` where there is nothing. */
export function lstat(file: string): Stats | undefined {
  return ifThere(() => system.lstat(file))
}

/** What lies at a path of `realFsPath`; `undefined` where there is nothing. A link that has come meanwhile leads out of no root. */
export function statReal(root: string, file: string): Stats | undefined {
  return root === '/' ? ifThere(() => system.stat(file)) : lstat(file)
}

/** Whether there is anything at a path of the running host that this process can see. */
export function exists(path: string): boolean {
  try {
    system.stat(path)
    return true
  } catch {
    return false
  }
}
