// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import { ModuleError } from '../errors.ts'
import { sleep } from '../sleep.ts'
import { hasGuard } from './journal/read-application.ts'
import { journalLine } from './journal/read-changes.ts'
import { stateFolder } from './journal/state-folder.ts'

/** How long a guard may take to show that it is there, in milliseconds: a host under load is slow. */
const patience = 15_000

/**
 * Starts the guard of a change where no end of a connection, login session or terminal reaches it: as a unit of systemd,
 * else in a session of its own. Comes back once it lives, or has carried the change further. Throws ModuleError('io').
 */
export function startGuard(id: string): void {
  const folder = `${stateFolder}/${id}`
  const before = journalLine('/', `${folder}/state`)
  const said = fs.existsSync('/run/systemd/system') ? startUnit(`${folder}/guard`, id) : undefined
  if (said !== '') startSession(`${folder}/guard`)
  for (let waited = 0; waited < patience; waited += 50) {
    if (hasGuard(id) || journalLine('/', `${folder}/state`) !== before) return
    sleep(50)
  }
  const why = said === undefined || said === '' ? '' : `: ${said}`
  throw new ModuleError('io', [`${folder}/guard did not start within ${patience / 1000} seconds${why}`])
}

/**
 * What systemd-run(1) says when it refuses, '' when it does not. systemd 219 (EL7) sets no Restart= for a transient unit; then
 * the guard's own keeper is all there is. KillMode=process lets live what the steps start to stay (dhclient).
 */
function startUnit(guardPath: string, id: string): string {
  const { spawnSync }: typeof import('child_process') = require('child_process')
  const run = (command: string, args: readonly string[]): string => {
    const options = { env: environment, encoding: 'utf8' as const, timeout: 10_000 }
    const { error, status, stderr } = spawnSync(command, args, options)
    return error === undefined && status === 0 ? '' : (error?.message ?? (stderr.trim() || `status ${status}`))
  }
  const name = `nic-bonding-${id}`
  const unit = [`--unit=${name}`, `--description=Guard of the network change ${id}`, '-p', 'KillMode=process']
  const program = ['/bin/sh', guardPath]
  const withRestart = [...unit, '-p', 'Restart=on-failure', ...program]
  const first = run('systemd-run', withRestart)
  if (first === '') return ''
  // A unit that failed keeps its name until it is told to forget it.
  if (/already|exists/i.test(first)) run('systemctl', ['reset-failed', `${name}.service`])
  return run('systemd-run', [...unit, ...program])
}

/** What was ignored is given to children; a session of its own gets no signal of the terminal (setsid(2)). */
function startSession(guardPath: string): void {
  const { spawn }: typeof import('child_process') = require('child_process')
  const child = spawn('/bin/sh', [guardPath], { cwd: '/', detached: true, env: environment, stdio: 'ignore' })
  // An error of the start shows as a guard that is not there; without a listener it would end the module.
  child.on('error', () => undefined)
  child.unref()
}

const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }
