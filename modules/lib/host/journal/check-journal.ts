// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { withIoErrors } from '../io-error.ts'
import { lstat } from '../lstat.ts'
import { readTextAt } from '../read-file.ts'
import { fsPath, realFsPath } from '../root-path.ts'
import { refused, stateFolder } from './state-folder.ts'

/**
 * Throws ModuleError('conflict') where the way back of a change would lead out of its root: what is under another root than `/`
 * came with that tree, its journal too.
 */
export function checkInside(root: string, id: string): void {
  if (root === '/') return
  withIoErrors('read', `${stateFolder}/${id}`, () => checkFolder(root, `${stateFolder}/${id}`))
}

function checkFolder(root: string, folder: string): void {
  for (const name of system.readdir(realFsPath(root, folder))) {
    const path = `${folder}/${name}`
    const file = fsPath(root, path)
    const type = lstat(file)?.type
    if (type === 'folder') checkFolder(root, path)
    else if (type !== 'file' && !(type === 'link' && /^old-\d+$/.test(name))) throw refused(`${path} is a ${type}`)
    else if (type === 'file' && pathsOf(name, () => readTextAt(file)).some(one => !isInside(root, one)))
      throw refused(`${path} names what is outside of the root`)
  }
}

/** The paths that a file of the journal names; '' for a line of the table that is none of ours. */
function pathsOf(name: string, read: () => string): readonly string[] {
  if (name !== 'files' && name !== 'temporary' && name !== 'folders' && name !== 'hook') return []
  const lines = read().split('\n').slice(0, -1)
  return name === 'files' ? lines.map(line => row.exec(line)?.[1] ?? '') : lines
}

/** A line as formatRows writes it. */
const row = /^\d+\t(?:absent|file|link)\t(?:absent|file)(?:\t[^\t]+){2}\t([^\t]+)\t[^\t]+$/

function isInside(root: string, path: string): boolean {
  return /^(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+)+$/.test(path) && fsPath(root, path) === `${root}${path}`
}
