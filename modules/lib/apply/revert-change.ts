// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { NetworkApplyArguments } from '#generated/network_apply'
import { system } from '#system'
import type { ModuleResult } from '../ansible/run-module.ts'
import { type ChangeRecord, endOf, openChange } from '../change/change-record.ts'
import { ModuleError } from '../errors.ts'
import { readChanges } from '../host/journal/read-changes.ts'
import { runRevert } from '../host/journal/run-revert.ts'
import { changeById, changeResult } from './change-result.ts'
import { resumeGuard } from './resume-guard.ts'

/** Undoes the change that is open, or the files that nobody has applied yet. Nothing open is nothing to do. */
export function revertChange({ id }: Partial<NetworkApplyArguments>, checkMode: boolean): ModuleResult {
  const change = chosen(id)
  if (change === undefined) return { changed: false, state: 'none' }
  if (change.state === 'reverted') return changeResult(change, false)
  if (change.state === 'confirmed')
    return {
      ...changeResult(change, false),
      failed: true,
      msg: `change ${change.id} was confirmed; there is nothing to undo`
    }
  if (checkMode) return changeResult(change, true)
  system.ignoreHangUp()
  try {
    runRevert('/', change.id, ['--reason', 'asked for by state: reverted'])
  } catch (error) {
    if (!(error instanceof ModuleError)) throw error
    const left = changeById(change.id) ?? change
    return { ...changeResult(left, false), failed: true, msg: left.state === 'failed' ? endOf(left) : error.message }
  }
  const now = changeById(change.id)
  return now === undefined ? { changed: true, id: change.id, state: 'reverted' } : changeResult(now, true)
}

/** How things stand with the change of that id, or with the last one. A guard that was killed is started again. */
export function statusOfChange({ id }: Partial<NetworkApplyArguments>, checkMode: boolean): ModuleResult {
  const changes = readChanges('/')
  const change = id === undefined ? (openChange(changes) ?? changes[0]) : changes.find(named => named.id === id)
  if (change === undefined) return { changed: false, id, state: 'none' }
  if (!checkMode) resumeGuard(change)
  const result = changeResult(change, false)
  const isOver = change.state === 'reverted' || change.state === 'failed' || change.state === 'reverting'
  return isOver ? { ...result, msg: endOf(change) } : result
}

function chosen(id: string | undefined): ChangeRecord | undefined {
  const changes = readChanges('/')
  const open = openChange(changes)
  if (id === undefined || open?.id === id) return open
  const named = changes.find(change => change.id === id)
  if (named !== undefined) return named
  const other = open === undefined ? 'none is open' : `the open one is ${open.id} (${open.state})`
  throw new ModuleError('conflict', [`id: this host has no change ${id}; ${other}`])
}
