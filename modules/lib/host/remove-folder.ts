// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import { errnoOf } from './io-error.ts'
import { fsPath } from './root-path.ts'

/** Removes a folder with all that is in it, links not followed; nothing where there is none. Node 10 has no such call. */
export function removeFolder(root: string, folder: string): void {
  try {
    for (const name of fs.readdirSync(fsPath(root, folder))) removeEntry(root, `${folder}/${name}`)
    fs.rmdirSync(fsPath(root, folder))
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
  }
}

/** Removes a file, or a folder with all that is in it. */
export function removeEntry(root: string, path: string): void {
  if (fs.lstatSync(fsPath(root, path)).isDirectory()) removeFolder(root, path)
  else fs.unlinkSync(fsPath(root, path))
}
