// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { CommandReport } from '../run-command.ts'
import { journalLine, journalNames, journalText } from './read-changes.ts'
import { stateFolder } from './state-folder.ts'

/** The last 64 KiB of what a command said: the end tells why it failed. */
const shown = 65536

/** What the steps of a change said, forth (`f`) or back (`b`), in their order; one that has not ended is not in it. */
export function readReports(root: string, id: string, direction: 'f' | 'b'): readonly CommandReport[] {
  const folder = `${stateFolder}/${id}/reports`
  const reports: CommandReport[] = []
  for (const name of journalNames(root, folder)) {
    if (!name.startsWith(direction) || !name.endsWith('.rc')) continue
    const base = `${folder}/${name.slice(0, -3)}`
    const rc = journalLine(root, `${base}.rc`) ?? ''
    // The guard is writing it at this moment (shell/steps.sh).
    if (rc === '') continue
    reports.push({
      command: journalLine(root, `${base}.command`) ?? '',
      rc: Number(rc),
      stdout: tail(root, `${base}.out`),
      stderr: tail(root, `${base}.err`),
      seconds: Number(journalLine(root, `${base}.seconds`) ?? 0)
    })
  }
  return reports
}

function tail(root: string, path: string): string {
  const text = journalText(root, path) ?? ''
  return text.length > shown ? `[...]${text.slice(-shown)}` : text
}
