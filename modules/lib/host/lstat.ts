// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import { ifThere } from './io-error.ts'

/** What a path is itself, the last link not followed; `undefined` where there is nothing. */
export function lstat(file: Buffer): fs.Stats | undefined {
  return ifThere(() => fs.lstatSync(file))
}

/** What lies at a path of `realFsPath`; `undefined` where there is nothing. A link that has come meanwhile leads out of no root. */
export function statReal(root: string, file: Buffer): fs.Stats | undefined {
  return root === '/' ? ifThere(() => fs.statSync(file)) : lstat(file)
}
