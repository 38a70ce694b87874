// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import { type ChangeRecord, type ChangeState, isSettled } from '../../change/change-record.ts'
import type { FileChange } from '../../change/file-change.ts'
import { mergeChanges } from '../../change/merge-changes.ts'
import { flatMap } from '../../flat-map.ts'
import { errnoOf, toIoError } from '../io-error.ts'
import { lstat } from '../lstat.ts'
import { folderOf, fsPath, realFsPath, resolvePath } from '../root-path.ts'
import { bytesToText, isSame } from '../text.ts'
import { uptime } from '../uptime.ts'
import { type FileRow, parseRows } from './file-table.ts'
import { bootId } from './process-name.ts'
import { stateFolder } from './state-folder.ts'

const states: readonly string[] = ['written', 'applying', 'waiting', 'confirmed', 'reverting', 'reverted', 'failed']

/** Every change that the journal has, by id; at most one of them is not settled. Takes no lock: one that is going is left out. */
export function readChanges(root: string): readonly ChangeRecord[] {
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

/** The bytes of a file of the journal, `undefined` where it is not there. */
export function journalBytes(root: string, path: string): Buffer | undefined {
  try {
    return fs.readFileSync(realFsPath(root, path))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined
    throw toIoError('read', path, error)
  }
}

/** The first line of a file of the journal, `undefined` where it is not there. */
export function journalLine(root: string, path: string): string | undefined {
  const bytes = journalBytes(root, path)
  return bytes === undefined ? undefined : bytesToText(bytes).split('\n')[0]
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
  const rows = flatMap(done, number => rowsOf(root, `${folder}/${number}`))
  // Of a change that is settled, a transaction without its mark is one that is being removed.
  const unfinished = state === 'written' ? numbers.filter(number => !isDone(number)) : []
  const torn = flatMap(unfinished, number => rowsOf(root, `${folder}/${number}`))
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
  readonly fresh: Buffer | undefined
  readonly change: FileChange
}

function rowsOf(root: string, folder: string): readonly Row[] {
  const table = journalBytes(root, `${folder}/files`)
  return parseRows(table === undefined ? '' : bytesToText(table)).map(row => {
    const fresh = row.new === 'file' ? journalBytes(root, `${folder}/new-${row.number}`) : undefined
    const change = {
      path: row.shown,
      before: oldText(root, folder, row),
      after: fresh === undefined ? undefined : bytesToText(fresh)
    }
    return { row, fresh, change: row.device === undefined ? change : { ...change, device: row.device } }
  })
}

/** What the path said: for a link that was removed, the text that it led to. */
function oldText(root: string, folder: string, row: FileRow): string | undefined {
  if (row.old === 'absent') return undefined
  const kept = `${folder}/old-${row.number}`
  if (row.old === 'file') return textOf(journalBytes(root, kept))
  const target = bytesToText(fs.readlinkSync(fsPath(root, kept), 'buffer'))
  const path = target.startsWith('/') ? target : `${folderOf(row.path)}/${target}`
  return textOf(journalBytes(root, resolvePath(root, path).path))
}

/** What a torn transaction has in hand is judged when it is whole again. */
function foreignPaths(root: string, rows: readonly Row[], torn: readonly Row[]): readonly string[] {
  const last = new Map(rows.map(({ row, fresh }): [string, Buffer | undefined] => [row.path, fresh]))
  for (const { row } of torn) last.delete(row.path)
  return [...last].filter(([path, fresh]) => !isOurs(journalBytes(root, path), fresh)).map(([path]) => path)
}

function isOurs(present: Buffer | undefined, fresh: Buffer | undefined): boolean {
  return present === undefined || fresh === undefined ? present === fresh : isSame(present, fresh)
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

function textOf(bytes: Buffer | undefined): string | undefined {
  return bytes === undefined ? undefined : bytesToText(bytes)
}

function isState(word: string | undefined): word is ChangeState {
  return word !== undefined && states.includes(word)
}

/** The names in a folder of the journal in order, [] where there is none. */
export function journalNames(root: string, folder: string): readonly string[] {
  try {
    return fs.readdirSync(realFsPath(root, folder)).sort()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return []
    throw toIoError('list', folder, error)
  }
}
