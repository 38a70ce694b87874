// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { CommandReport } from '../run-command.ts'
import type { ApplicationSummary } from './application.ts'
import { isLivingIn } from './living.ts'
import { journalLine, journalNames, journalText } from './read-changes.ts'
import { readReports } from './read-reports.ts'
import { stateFolder } from './state-folder.ts'

/** Where the guard writes every step, on the host. */
export const logFile = '/var/log/nic-bonding.log'

/** What there is to say of a change that is being applied or was. */
export interface ApplicationReport {
  readonly summary: ApplicationSummary | undefined
  readonly timeout: number
  readonly connection: string
  readonly steps: readonly CommandReport[]
  readonly back: readonly CommandReport[]
}

/** Reads what is known of the application of a change; a step that has not ended is not in it. */
export function readApplication(id: string): ApplicationReport {
  const folder = `${stateFolder}/${id}`
  const summary = journalText('/', `${folder}/summary.json`)
  return {
    summary: summary === undefined ? undefined : JSON.parse(summary),
    timeout: Number(journalLine('/', `${folder}/timeout`) ?? 0),
    connection: journalLine('/', `${folder}/connection`) ?? '',
    steps: readReports('/', id, 'f'),
    back: readReports('/', id, 'b')
  }
}

/** Whether the guard of a change is at work. */
export function hasGuard(id: string): boolean {
  return isLivingIn(`${stateFolder}/${id}/guard.lock`)
}

/** Whether a change has a guard at all: one that nobody has applied has none. */
export function hasGuardScript(id: string): boolean {
  return journalNames('/', `${stateFolder}/${id}`).includes('guard')
}
