// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { errnoOf, ModuleError } from '../../errors.ts'
import { ifThere, withIoErrors } from '../io-error.ts'
import { statReal } from '../lstat.ts'
import { textAtOrNone } from '../read-file.ts'
import { fsPath, realFsPath, resolvePath } from '../root-path.ts'
import { writePlain } from './durable.ts'

/** Where locks and changes are kept, as the host sees it. */
export const stateFolder = '/var/lib/nic-bonding'

const madeList = 'made'

/** Makes it where it is missing, for its owner alone. Under another root it notes what it made, to leave nothing behind. */
export function makeStateFolder(root: string): void {
  const { path, missing } = resolvePath(root, stateFolder)
  withIoErrors('make the folder', stateFolder, () => {
    for (const folder of missing) {
      try {
        system.mkdir(fsPath(root, folder), folder === path ? 0o700 : 0o755)
      } catch (error) {
        if (errnoOf(error) !== 'EEXIST') throw error
      }
    }
    if (root !== '/' && missing.length > 0) noteMade(root, missing)
  })
  checkOwner(root)
  closeToOthers(root)
}

/**
 * Throws ModuleError('conflict') for a journal that somebody else has made or may write: what it says is done by whoever runs
 * the task.
 */
export function checkOwner(root: string): void {
  const stats = withIoErrors('look at', stateFolder, () => statReal(root, realFsPath(root, stateFolder)))
  if (stats === undefined) return
  if (stats.uid !== 0 && stats.uid !== system.euid) throw refused(`it belongs to user ${stats.uid}`)
  if ((stats.mode & 0o022) !== 0) throw refused('others may write it')
}

/** A journal that is not believed. */
export function refused(what: string): ModuleError {
  return new ModuleError('conflict', [
    `${stateFolder}: ${what}, so what this journal says is not carried out; remove the folder after a look at what is in it`
  ])
}

function noteMade(root: string, folders: readonly string[]): void {
  const list = `${stateFolder}/${madeList}`
  try {
    writePlain(root, list, `${folders.join('\n')}\n`)
  } catch (error) {
    ifThere(() => system.unlink(fsPath(root, list)))
    for (const folder of folders.toReversed()) removeIfEmpty(root, folder)
    throw error
  }
}

/** Whoever made it: it holds what ifcfg files say, keys of networks among it. */
function closeToOthers(root: string): void {
  const folder = realFsPath(root, stateFolder)
  withIoErrors('set the mode of', stateFolder, () => {
    if ((system.stat(folder).mode & 0o777) !== 0o700) system.chmod(folder, 0o700)
  })
}

/**
 * Removes what `makeStateFolder` made under another root than `/`, unless somebody else is using it. To be called with the
 * lock, which `unlock` gives up in between.
 */
export function closeStateFolder(root: string, unlock: () => void): void {
  const names = root === '/' ? [] : system.readdir(realFsPath(root, stateFolder))
  const isIdle = root !== '/' && names.every(name => name === 'lock' || name === madeList)
  const made = isIdle ? readMade(root) : []
  if (isIdle && names.includes(madeList)) system.unlink(fsPath(root, `${stateFolder}/${madeList}`))
  unlock()
  if (isIdle) for (const folder of [...new Set([stateFolder, ...made.reverse()])]) removeIfEmpty(root, folder)
}

function readMade(root: string): string[] {
  const text = textAtOrNone(fsPath(root, `${stateFolder}/${madeList}`))
  return text.split('\n').filter(path => path.startsWith('/'))
}

function removeIfEmpty(root: string, folder: string): void {
  try {
    system.rmdir(realFsPath(root, folder))
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errnoOf(error) ?? '')) throw error
  }
}
