// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { withIoErrors } from '../io-error.ts'
import { removeEntry, removeFolder } from '../remove-folder.ts'
import { fsPath } from '../root-path.ts'
import { isAlive, isRunning, parseName } from './process-name.ts'
import {
  isHalfSettled,
  journalNames,
  journalText,
  readChanges,
  strayNames,
  transactionNumbers
} from './read-changes.ts'
import { runRevert } from './run-revert.ts'
import { stateFolder } from './state-folder.ts'
import { dropChange, rollBack } from './write-change.ts'

/**
 * Makes whole what a killed run has left: files of which some are written and some are not become the old ones again, and what
 * served the writing goes, a change without files among it, of which a step has failed. The caller holds the lock. Throws ModuleError('conflict') when a file is neither.
 */
export function recover(root: string): void {
  for (const name of strayNames(root)) removeStray(root, name)
  for (const change of readChanges(root)) {
    const folder = `${stateFolder}/${change.id}`
    for (const name of journalNames(root, folder)) if (name.startsWith('.tmp-')) removeEntry(root, `${folder}/${name}`)
    if (change.torn.length > 0) rollBack(root, change.id)
    if (root === '/' && isHalfSettled(root, change.id)) runRevert(root, change.id, ['settle'])
  }
  for (const { id, state } of readChanges(root))
    if (root !== '/' || (state === 'written' && transactionNumbers(root, id).length === 0)) dropChange(root, id)
}

/** A claim of the lock and a decision on its way go when their process has gone; the lock itself is not looked at here. */
function removeStray(root: string, name: string): void {
  const path = `${stateFolder}/${name}`
  withIoErrors('remove', path, () => {
    if (name.startsWith('.tmp-')) removeFolder(root, path)
    const [, pid] = /^lock\.tmp\.([0-9]+)\./.exec(name) ?? []
    const line = pid === undefined ? undefined : journalText(root, path)
    if (line !== undefined && !isOwned(Number(pid), line)) system.unlink(fsPath(root, path))
  })
}

/** A claim names its process; one that is being written, and a decision (shell/common.sh), have its id in the file's name alone. */
function isOwned(pid: number, line: string): boolean {
  const owner = parseName(line)
  return owner === undefined ? isRunning(pid) : isAlive(owner)
}
