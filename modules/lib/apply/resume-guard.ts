// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ChangeRecord } from '../change/change-record.ts'
import { hasGuard } from '../host/journal/read-application.ts'
import { startGuard } from '../host/start-guard.ts'

/** Starts the guard of a change again where it has been killed; it goes on from the journal. */
export function resumeGuard({ id, state }: ChangeRecord): void {
  const isOpen = state === 'applying' || state === 'waiting' || state === 'reverting'
  if (isOpen && !hasGuard(id)) startGuard(id)
}
