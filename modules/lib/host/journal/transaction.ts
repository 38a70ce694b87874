// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import type { FileChange } from '../../change/file-change.ts'
import { backupPath, missingFolders } from '../apply-files.ts'
import { isAsRead } from '../as-read.ts'
import { withIoErrors } from '../io-error.ts'
import { removeFolder } from '../remove-folder.ts'
import { folderOf, fsPath } from '../root-path.ts'
import { type FileTarget, inspectTargets } from '../target.ts'
import { textToBytes } from '../text.ts'
import { commitStaged, type FileAttributes, stageFile, syncFolder, temporaryPath } from '../write-file.ts'
import { writeDurable, writeLines } from './durable.ts'
import { type FileRow, formatRows } from './file-table.ts'

/** The files of one task, noted before any of them is touched. */
export interface Transaction {
  readonly root: string
  /** Its folder in the journal. */
  readonly folder: string
  readonly files: readonly FileChange[]
}

export interface TransactionInput {
  readonly root: string
  /** The folder that is made, which must not be there yet. */
  readonly folder: string
  readonly files: readonly FileChange[]
  readonly backup: boolean
  /** What the names of the temporary files hold, see `temporaryPath`. */
  readonly token: string
}

/**
 * Notes what is about to change: the originals with mode, owner and label, the new texts, and what a writer that is killed may
 * leave behind. When this returns, all of it is on the disk, except the folder's own name.
 */
export function noteTransaction(input: TransactionInput): void {
  const { root, folder, files } = input
  const targets = inspectTargets(root, files)
  withIoErrors('write the journal', folder, () => {
    system.mkdir(fsPath(root, folder), 0o700)
    const rows = targets.map((target, index) =>
      withIoErrors('keep a copy of', target.change.path, () => noteFile(input, target, index + 1))
    )
    writeDurable(root, `${folder}/files`, formatRows(rows))
    writeLines(root, `${folder}/temporary`, temporaries(input, targets))
    writeLines(root, `${folder}/folders`, missingFolders(root, files))
    syncFolder(root, folder)
  })
}

/** Marks a transaction as done: its files are the new ones now. */
export function finishTransaction({ root, folder }: Transaction): void {
  withIoErrors('write the journal', folder, () => {
    writeDurable(root, `${folder}/done`, '')
    syncFolder(root, folder)
  })
}

/**
 * Forgets a transaction that has failed, if every file is as it was; otherwise it stays, and the next run puts the rest back.
 */
export function abandonTransaction({ root, folder, files }: Transaction): void {
  const changed = files.filter(({ before, after }) => before !== after)
  if (changed.every(change => isAsRead(root, change))) removeFolder(root, folder)
}

function noteFile(input: TransactionInput, target: FileTarget, number: number): FileRow {
  const { root, folder } = input
  const { change, path, attributes, link } = target
  const place = `${folder}/old-${number}`
  if (link !== undefined) system.symlink(link, fsPath(root, place))
  else if (change.before !== undefined) keepCopy(input, place, { attributes, text: change.before })
  if (change.after !== undefined) keepCopy(input, `${folder}/new-${number}`, { attributes, text: change.after })
  return {
    number,
    old: link !== undefined ? 'link' : change.before === undefined ? 'absent' : 'file',
    new: change.after === undefined ? 'absent' : 'file',
    device: change.device,
    label: attributes.label,
    path,
    shown: change.path
  }
}

interface Copy {
  readonly attributes: FileAttributes
  readonly text: string
}

/** With all attributes of the file itself but the label, which the row has: from here the guard and the way back take them. */
function keepCopy({ root, token }: TransactionInput, place: string, { attributes, text }: Copy): void {
  const { label: _, ...others } = attributes
  commitStaged(stageFile(root, place, { ...others, bytes: textToBytes(text), token }))
}

function temporaries({ backup, token }: TransactionInput, targets: readonly FileTarget[]): readonly string[] {
  const own = targets.map(({ path }) => temporaryPath(path, token))
  const copies = targets.map(({ change, path }) =>
    backup && change.before !== undefined
      ? temporaryPath(inFolder(path, backupPath(change.path, change.before)), token)
      : ''
  )
  return [...own, ...copies.filter(path => path !== '')]
}

function inFolder(path: string, copy: string): string {
  return `${folderOf(path)}/${copy.slice(copy.lastIndexOf('/') + 1)}`
}
