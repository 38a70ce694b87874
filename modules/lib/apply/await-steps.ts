// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import type { ModuleResult } from '../ansible/run-module.ts'
import { type ChangeRecord, endOf } from '../change/change-record.ts'
import { ModuleError } from '../errors.ts'
import { readApplication } from '../host/journal/read-application.ts'
import { changeState } from '../host/journal/read-changes.ts'
import { changeById, changeResult, lostBy } from './change-result.ts'

/**
 * Waits until the guard is through with the steps, or with going back where one has failed, and says what came of it.
 * The end of the connection's terminal is no reason to stop waiting. Without `wait` it says how things stand.
 */
export function awaitSteps(id: string, wait: boolean): ModuleResult {
  system.ignoreHangUp()
  while (wait && isOnItsWay(id)) system.sleep(100)
  const change = readOr(id)
  const report = readApplication(id)
  const result = changeResult(change, true, report)
  switch (change.state) {
    case 'applying':
      return result
    case 'waiting':
      return { ...result, lost: lostBy(report), warnings: wait ? [undoWarning(change)] : [] }
    case 'confirmed':
      return { ...result, lost: lostBy(report) }
    case 'written':
      return { ...result, failed: true, msg: `${change.reason}; it is not undone, since rollback_timeout is 0` }
    case 'reverting':
    case 'reverted':
    case 'failed':
      return { ...result, failed: true, msg: endOf(change) }
  }
}

function isOnItsWay(id: string): boolean {
  const state = changeState('/', id)
  return state === 'applying' || state === 'reverting'
}

function undoWarning({ id, remaining }: ChangeRecord): string {
  return (
    `change ${id} is undone in ${Math.round(remaining ?? 0)} seconds unless it is confirmed over a new connection: ` +
    `ansible HOST -m nic.bonding.network_apply -a 'state=confirmed id=${id}'`
  )
}

function readOr(id: string): ChangeRecord {
  const change = changeById(id)
  if (change === undefined) throw new ModuleError('io', [`change ${id} has vanished from the journal`])
  return change
}
