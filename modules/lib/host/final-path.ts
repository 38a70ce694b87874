// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import { errnoOf } from './io-error.ts'
import { lstat } from './lstat.ts'
import { checkAbsolute, fsPath, resolvePath } from './root-path.ts'
import { textToBytes } from './text.ts'

/**
 * The path to look at what a path leads to. On the host itself the kernel follows the links, which is a tenth of the system calls;
 * under another root it would leave that.
 */
export function finalPath(root: string, path: string): Buffer {
  if (root !== '/') return fsPath(root, resolvePath(root, path).path)
  checkAbsolute(path)
  return textToBytes(path)
}

/** What lies at a final path; `undefined` where there is nothing. */
export function statFinal(root: string, file: Buffer): fs.Stats | undefined {
  return root === '/' ? stat(file) : lstat(file)
}

function stat(file: Buffer): fs.Stats | undefined {
  try {
    return fs.statSync(file)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}
