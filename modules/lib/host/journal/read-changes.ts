// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { type ChangeRecord, type ChangeState, isSettled } from '../../change/change-record.ts'
import type { FileChange } from '../../change/file-change.ts'
import { mergeChanges } from '../../change/merge-changes.ts'
import { errnoOf } from '../../errors.ts'
import { toIoError } from '../io-error.ts'
import { lstat } from '../lstat.ts'
import { readTextAt } from '../read-file.ts'
import { folderOf, fsPath, realFsPath, resolvePath } from '../root-path.ts'
import { uptime } from '../uptime.ts'
import { type FileRow, parseRows } from './file-table.ts'
import { bootId } from './process-name.ts'
import { checkOwner, stateFolder } from './state-folder.ts'

const states: readonly string[] = ['written', 'applying', 'waiting', 'confirmed', 'reverting', 'reverted', 'failed']

/**
 * Every change that the journal has, by id; at most one of them is not settled. Takes no lock: one that is going is left out.
 * Throws what checkOwner throws.
 */
export function readChanges(root: string): readonly ChangeRecord[] {
  checkOwner(root)
  const records: ChangeRecord[] = []
  for (const id of changeIds(root)) {
    const record = readChange(root, id)
    if (record !== undefined) records.push(record)
  }
  return records
}

/** The state of a change alone, for whoever waits for another; `undefined` where the journal has no such change. */
export function changeState(root: string, id: string): ChangeState | undefined {
  const state = journalLine(root, `${stateFolder}/${id}/state`)
  return isState(state) ? state : undefined
}

/** The numbers of a change's transactions, in their order. */
export function transactionNumbers(root: string, id: string): readonly number[] {
  const numbers = journalNames(root, `${stateFolder}/${id}`)
    .filter(name => /^[0-9]+$/.test(name))
    .map(Number)
  return numbers.sort((a, b) => a - b)
}

/** The text of a file of the journal, `undefined` where it is not there. */
export function journalText(root: string, path: string): string | undefined {
  try {
    return readTextAt(realFsPath(root, path))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined
    throw toIoError('read', path, error)
  }
}

/** The first line of a file of the journal, `undefined` where it is not there. */
export function journalLine(root: string, path: string): string | undefined {
  return journalText(root, path)?.split('\n', 1)[0]
}

/** Whether a run that was killed may have left something to be cleared away; under another root than `/` all of it is that. */
export function hasStrays(root: string): boolean {
  const left = journalNames(root, stateFolder)
  if (root !== '/') return lstat(fsPath(root, stateFolder)) !== undefined
  return (
    left.some(name => name.startsWith('.tmp-')) ||
    changeIds(root).some(id => hasTemporary(root, id) || isHalfSettled(root, id))
  )
}

/** Whether a change is settled but for its boot hook: the guard was killed at that, or could not remove it. */
export function isHalfSettled(root: string, id: string): boolean {
  const folder = `${stateFolder}/${id}`
  if (lstat(fsPath(root, `${folder}/hook`)) === undefined) return false
  const state = changeState(root, id)
  return state !== undefined && isSettled({ state })
}

function hasTemporary(root: string, id: string): boolean {
  return journalNames(root, `${stateFolder}/${id}`).some(name => name.startsWith('.tmp-'))
}

/** What is in the folder besides: files that killed runs have left. */
export function strayNames(root: string): readonly string[] {
  return journalNames(root, stateFolder).filter(name => /^(?:\.tmp-|lock\.)/.test(name))
}

function changeIds(root: string): readonly string[] {
  return journalNames(root, stateFolder).filter(
    name => /^[A-Za-z0-9-]+$/.test(name) && name !== 'lock' && name !== 'made'
  )
}

function readChange(root: string, id: string): ChangeRecord | undefined {
  const folder = `${stateFolder}/${id}`
  const state = changeState(root, id)
  if (state === undefined) return undefined
  const numbers = transactionNumbers(root, id)
  const isDone = (number: number): boolean => lstat(fsPath(root, `${folder}/${number}/done`)) !== undefined
  const done = numbers.filter(isDone)
  const rows = done.flatMap(number => rowsOf(root, `${folder}/${number}`))
  // Of a change that is settled, a transaction without its mark is one that is being removed.
  const unfinished = state === 'written' ? numbers.filter(number => !isDone(number)) : []
  const torn = unfinished.flatMap(number => rowsOf(root, `${folder}/${number}`))
  return {
    id,
    state,
    files: mergeChanges(rows.map(({ change }) => change)),
    torn: torn.map(({ change }) => change),
    booted: journalLine(root, `${folder}/boot`) !== bootId(),
    foreign: foreignPaths(root, rows, torn),
    remaining: state === 'waiting' ? remaining(root, folder) : undefined,
    reason: journalLine(root, `${folder}/reason`) ?? decidedReason(root, folder)
  }
}

/** A row of a table with the texts that lie beside it. */
interface Row {
  readonly row: FileRow
  readonly change: FileChange
}

function rowsOf(root: string, folder: string): readonly Row[] {
  return parseRows(journalText(root, `${folder}/files`) ?? '').map(row => {
    const change = {
      path: row.shown,
      before: oldText(root, folder, row),
      after: row.new === 'file' ? journalText(root, `${folder}/new-${row.number}`) : undefined
    }
    return { row, change: row.device === undefined ? change : { ...change, device: row.device } }
  })
}

/** What the path said: for a link that was removed, the text that it led to. */
function oldText(root: string, folder: string, row: FileRow): string | undefined {
  if (row.old === 'absent') return undefined
  const kept = `${folder}/old-${row.number}`
  if (row.old === 'file') return journalText(root, kept)
  const target = system.readlink(fsPath(root, kept))
  const path = target.startsWith('/') ? target : `${folderOf(row.path)}/${target}`
  return journalText(root, resolvePath(root, path).path)
}

/** What a torn transaction has in hand is judged when it is whole again. */
function foreignPaths(root: string, rows: readonly Row[], torn: readonly Row[]): readonly string[] {
  const last = new Map(rows.map(({ row, change }): [string, string | undefined] => [row.path, change.after]))
  for (const { row } of torn) last.delete(row.path)
  return [...last].filter(([path, fresh]) => journalText(root, path) !== fresh).map(([path]) => path)
}

function remaining(root: string, folder: string): number | undefined {
  const deadline = journalLine(root, `${folder}/deadline`)
  const now = deadline === undefined ? undefined : uptime()
  return deadline === undefined || now === undefined ? undefined : Math.round((+deadline - now) * 10) / 10
}

/** Why it is going back, before that is written down as the reason. */
function decidedReason(root: string, folder: string): string | undefined {
  const decision = journalLine(root, `${folder}/decision`)
  return decision?.startsWith('revert ') === true ? decision.slice('revert '.length) : undefined
}

function isState(word: string | undefined): word is ChangeState {
  return word !== undefined && states.includes(word)
}

/** The names in a folder of the journal in order, [] where there is none. */
export function journalNames(root: string, folder: string): readonly string[] {
  try {
    return system.readdir(realFsPath(root, folder)).toSorted()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return []
    throw toIoError('list', folder, error)
  }
}
