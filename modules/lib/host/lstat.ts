// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import { errnoOf } from './io-error.ts'

/** What a path is itself, the last link not followed; `undefined` where there is nothing. */
export function lstat(file: Buffer): fs.Stats | undefined {
  try {
    return fs.lstatSync(file)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}
