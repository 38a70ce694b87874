// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ChangeRecord } from '../change/change-record.ts'
import { hasGuard, hasGuardScript } from '../host/journal/read-application.ts'
import { readChanges } from '../host/journal/read-changes.ts'
import { runRevert } from '../host/journal/run-revert.ts'
import { startGuard } from '../host/start-guard.ts'

/**
 * Starts the guard of a change again where it has been killed; it goes on from the journal. A change that goes back without ever
 * having been applied has none: its revert script goes on. Not to be called with the lock, which that takes.
 */
export function resumeGuard(change: ChangeRecord): void {
  if (isIdle(change)) resume(change)
}

/** The changes of this host, once none is on its way that nobody carries on with. */
export function resumedChanges(): readonly ChangeRecord[] {
  const changes = readChanges('/')
  const idle = changes.filter(isIdle)
  idle.forEach(resume)
  return idle.length === 0 ? changes : readChanges('/')
}

function resume({ id }: ChangeRecord): void {
  if (hasGuardScript(id)) startGuard(id)
  else runRevert('/', id, [])
}

function isIdle({ id, state }: ChangeRecord): boolean {
  return (state === 'applying' || state === 'waiting' || state === 'reverting') && !hasGuard(id)
}
