// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { revertScript } from '#generated/scripts'
import { system } from '#system'
import { isSettled } from '../../change/change-record.ts'
import type { FileChange } from '../../change/file-change.ts'
import { installBootHook, plannedBootHook } from '../boot-hook.ts'
import type { Host } from '../host.ts'
import { ifThere, withIoErrors } from '../io-error.ts'
import { randomHex } from '../random-hex.ts'
import { removeFolder } from '../remove-folder.ts'
import { fsPath } from '../root-path.ts'
import { newToken, syncFolder } from '../write-file.ts'
import { writeDurable, writeLines } from './durable.ts'
import { bootId } from './process-name.ts'
import { journalNames, readChanges, transactionNumbers } from './read-changes.ts'
import { runRevert } from './run-revert.ts'
import { stateFolder } from './state-folder.ts'
import { abandonTransaction, finishTransaction, noteTransaction, type Transaction } from './transaction.ts'

/** A name for a change that nobody has named. */
export function newChangeId(): string {
  return randomHex(8)
}

export interface WriteInput {
  readonly host: Host
  readonly files: readonly FileChange[]
  readonly backup: boolean
  /** The open change that these files join; `undefined` begins one. */
  readonly open: string | undefined
}

/**
 * Writes the changed files of one task as one transaction of a change, so that a kill at any point leaves all of them old or,
 * after `recover`, none of them new. Returns the change's id. The caller holds the lock. Throws what `Host.apply` throws.
 */
export function writeFiles({ host, files, backup, open }: WriteInput): string {
  const { root } = host
  const id = open ?? newChangeId()
  const token = newToken()
  const number = open === undefined ? 1 : Math.max(0, ...transactionNumbers(root, id)) + 1
  const transaction = { root, folder: `${stateFolder}/${id}/${number}`, files, backup, token }
  if (open === undefined) beginChange(root, id, folder => noteTransaction({ ...transaction, folder: `${folder}/1` }))
  else {
    if (root === '/') installBootHook(`${stateFolder}/${id}/revert`)
    place(root, `${stateFolder}/${id}`, String(number), folder => noteTransaction({ ...transaction, folder }))
  }
  try {
    host.apply(files, { backup, token })
  } catch (error) {
    abandonTransaction(transaction)
    if (transactionNumbers(root, id).length === 0) dropChange(root, id)
    throw error
  }
  finish(transaction, id)
  return id
}

/** Without its mark the next run would take the transaction for a torn one, so what cannot be marked is undone. */
function finish(transaction: Transaction, id: string): void {
  try {
    finishTransaction(transaction)
  } catch (error) {
    rollBack(transaction.root, id)
    throw error
  }
}

/** Puts the files of the last transaction back, which is not done, and forgets it. The caller holds the lock. */
export function rollBack(root: string, id: string): void {
  const last = Math.max(...transactionNumbers(root, id))
  runRevert(root, id, ['torn', root === '/' ? '' : root])
  discard(root, `${stateFolder}/${id}`, String(last))
  if (transactionNumbers(root, id).length === 0) dropChange(root, id)
}

/**
 * Makes a change whose folder is there at once with all that it needs to be undone, then the boot hook. Of the changes before,
 * the last one has been kept until now for whoever asks how it ended.
 */
export function beginChange(root: string, id: string, fill: (folder: string) => void): void {
  const revert = `${stateFolder}/${id}/revert`
  for (const other of readChanges(root)) if (isSettled(other)) discard(root, stateFolder, other.id)
  place(root, stateFolder, id, folder => {
    system.mkdir(fsPath(root, folder), 0o700)
    fill(folder)
    writeDurable(root, `${folder}/boot`, `${bootId()}\n`)
    writeDurable(root, `${folder}/revert`, revertScript, 0o700)
    writeLines(root, `${folder}/hook`, root === '/' ? plannedBootHook(revert) : [])
    writeDurable(root, `${folder}/state`, 'written\n')
    syncFolder(root, folder)
  })
  if (root === '/') installBootHook(revert)
}

/** Removes a change from the journal, with its boot hook; the files stay as they are. The caller holds the lock. */
export function dropChange(root: string, id: string): void {
  if (root === '/' && journalNames(root, `${stateFolder}/${id}`).includes('revert')) runRevert(root, id, ['drop'])
  discard(root, stateFolder, id)
}

/** Takes a folder out of the journal at one instant; the next run removes what a kill leaves of it. */
function discard(root: string, parent: string, name: string): void {
  const temporary = `${parent}/.tmp-${name}`
  withIoErrors('remove', `${parent}/${name}`, () => {
    removeFolder(root, temporary)
    ifThere(() => system.rename(fsPath(root, `${parent}/${name}`), fsPath(root, temporary)))
    removeFolder(root, temporary)
  })
}

/** Makes a folder of the journal under a name of its own, and puts it in place at one instant when it is whole. */
function place(root: string, parent: string, name: string, fill: (folder: string) => void): void {
  const temporary = `${parent}/.tmp-${name}`
  withIoErrors('write the journal', parent, () => {
    removeFolder(root, temporary)
    try {
      fill(temporary)
      system.rename(fsPath(root, temporary), fsPath(root, `${parent}/${name}`))
    } catch (error) {
      removeFolder(root, temporary)
      throw error
    }
    syncFolder(root, parent)
  })
}
