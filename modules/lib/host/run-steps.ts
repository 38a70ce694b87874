// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
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
    const report = runStep(step, timeout)
    reports.push(report)
    if (report.rc !== 0) break
  }
  return reports
}

function runStep(step: Step, timeout: number): CommandReport {
  switch (step.type) {
    case 'command':
      return runCommand(step.argv, timeout)
    case 'activate':
      return activate(step, timeout)
    case 'release':
      return write(step, { file: `/sys/class/net/${step.bond}/bonding/slaves`, text: `-${step.port}` })
    case 'remove-bond':
      return doneWhen(write(step, { file: '/sys/class/net/bonding_masters', text: `-${step.bond}` }), isGone(step.bond))
    case 'disconnect':
      return disconnect(step.device, timeout)
  }
}

/** What NetworkManager has ended by itself by the time it is told to, as it does when the file has gone, counts as done. */
function disconnect(device: string, timeout: number): CommandReport {
  const report = runCommand(['nmcli', 'device', 'disconnect', device], timeout)
  if (report.rc === 0 || isGone(device)) return doneWhen(report, true)
  const state = runCommand(['nmcli', '-g', 'GENERAL.STATE', 'device', 'show', device], timeout)
  return doneWhen(report, state.rc === 0 && Number.parseInt(state.stdout, 10) <= disconnected)
}

/** NM_DEVICE_STATE_DISCONNECTED; the states below it are without a connection too (NMDeviceState). */
const disconnected = 30

function isGone(device: string): boolean {
  return !fs.existsSync(`/sys/class/net/${device}`)
}

function doneWhen(report: CommandReport, isDone: boolean): CommandReport {
  return isDone ? { ...report, rc: 0 } : report
}

interface Writing {
  readonly file: string
  readonly text: string
}

/** One write to a file of the driver, which takes it or says why not by the error of the write. */
function write(step: Step, { file, text }: Writing): CommandReport {
  const report = { command: stepText(step), rc: 0, stdout: '', stderr: '', seconds: 0 }
  try {
    fs.writeFileSync(file, `${text}\n`, { flag: 'r+' })
    return report
  } catch (error) {
    return { ...report, rc: 1, stderr: error instanceof Error ? error.message : String(error) }
  }
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
