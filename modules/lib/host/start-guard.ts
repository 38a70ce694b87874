// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { hasGuard } from './journal/read-application.ts'
import { journalLine } from './journal/read-changes.ts'
import { stateFolder } from './journal/state-folder.ts'
import { startDetached } from './start-detached.ts'

/** Starts the guard of a change. Comes back once it lives, or has carried the change further. Throws ModuleError('io'). */
export function startGuard(id: string): void {
  const folder = `${stateFolder}/${id}`
  const before = journalLine('/', `${folder}/state`)
  const description = `Guard of the network change ${id}`
  startDetached(
    { path: `${folder}/guard`, unit: `nic-bonding-${id}`, description },
    () => hasGuard(id) || journalLine('/', `${folder}/state`) !== before
  )
}
