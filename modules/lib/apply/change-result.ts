// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ModuleResult } from '../ansible/run-module.ts'
import type { ChangeRecord } from '../change/change-record.ts'
import { lostLines } from '../change/network-state.ts'
import { type ApplicationReport, logFile, readApplication } from '../host/journal/read-application.ts'
import { readChanges } from '../host/journal/read-changes.ts'
import { readNetworkState } from '../host/read-network-state.ts'

/** A change as the journal has it now; `undefined` when it has none of that id. */
export function changeById(id: string): ChangeRecord | undefined {
  return readChanges('/').find(change => change.id === id)
}

/** What every state of network_apply says of a change; whoever has read its report already gives it. */
export function changeResult(
  change: ChangeRecord,
  changed: boolean,
  { summary, timeout, steps, back }: ApplicationReport = readApplication(change.id)
): ModuleResult {
  return {
    changed,
    id: change.id,
    state: change.state,
    provider: summary?.provider,
    plan: summary?.plan ?? [],
    steps,
    back,
    rollback_timeout: timeout,
    remaining: change.remaining,
    reason: change.reason,
    log: logFile
  }
}

/** Addresses, routes and rules that the steps took and no file carries. */
export function lostBy({ summary }: ApplicationReport): readonly string[] {
  return summary === undefined || summary.atRisk.length === 0 ? [] : lostLines(summary.atRisk, readNetworkState())
}
