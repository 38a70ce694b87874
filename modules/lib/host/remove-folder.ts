// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { ifThere } from './io-error.ts'
import { fsPath } from './root-path.ts'

/** Removes a folder with all that is in it, links not followed; nothing where there is none. */
export function removeFolder(root: string, folder: string): void {
  ifThere(() => {
    for (const name of system.readdir(fsPath(root, folder))) removeEntry(root, `${folder}/${name}`)
    system.rmdir(fsPath(root, folder))
  })
}

/** Removes a file, or a folder with all that is in it. */
export function removeEntry(root: string, path: string): void {
  if (system.lstat(fsPath(root, path)).type === 'folder') removeFolder(root, path)
  else system.unlink(fsPath(root, path))
}
