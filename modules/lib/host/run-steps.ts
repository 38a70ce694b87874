// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type Step, stepText } from '../change/restart-steps.ts'
import { type CommandReport, runCommand } from './run-command.ts'

/**
 * Runs the steps in their order and stops at the first that fails. `timeout` is in seconds, for each command.
 * The end of the terminal that the connection gave is no reason to stop in the middle: the network would stay down.
 */
export function runSteps(steps: readonly Step[], timeout: number): readonly CommandReport[] {
  process.on('SIGHUP', () => undefined)
  const reports: CommandReport[] = []
  for (const step of steps) {
    const report = step.type === 'command' ? runCommand(step.argv, timeout) : activate(step, timeout)
    reports.push(report)
    if (report.rc !== 0) break
  }
  return reports
}

/** NetworkManager knows a profile by its UUID, which it makes up for a file that has none. */
function activate(step: Step & { readonly type: 'activate' }, timeout: number): CommandReport {
  const listed = runCommand(['nmcli', '-t', '-f', 'UUID,FILENAME', 'connection', 'show'], timeout)
  if (listed.rc !== 0) return listed
  const line = listed.stdout
    .split('\n')
    .find(text => text.slice(text.indexOf(':') + 1).replace(/\\/g, '') === step.path)
  if (line === undefined)
    return {
      ...listed,
      command: stepText(step),
      rc: 1,
      stderr: `NetworkManager has no profile of ${step.path}: it refused the file`
    }
  return runCommand(
    ['nmcli', '--wait', String(step.wait), 'connection', 'up', 'uuid', line.slice(0, line.indexOf(':'))],
    timeout
  )
}
