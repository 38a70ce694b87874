// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import { ModuleError } from '../errors.ts'
import { sleep } from '../sleep.ts'

/** A script that shall go on whatever becomes of the module. */
export interface DetachedScript {
  /** Its path, for /bin/sh. */
  readonly path: string
  /** The name of its unit, without the suffix. */
  readonly unit: string
  readonly description: string
}

/** How long a script may take to show that it is there, in milliseconds: a host under load is slow. */
const patience = 15_000

/**
 * Starts a script where no end of a connection, login session or terminal reaches it: as a unit of systemd, else in a session
 * of its own. Comes back once `isThere` says so. Throws ModuleError('io').
 */
export function startDetached(script: DetachedScript, isThere: () => boolean): void {
  const said = fs.existsSync('/run/systemd/system') ? startUnit(script) : undefined
  if (said !== '') startSession(script.path)
  for (let waited = 0; waited < patience; waited += 50) {
    if (isThere()) return
    sleep(50)
  }
  const why = said === undefined || said === '' ? '' : `: ${said}`
  throw new ModuleError('io', [`${script.path} did not start within ${patience / 1000} seconds${why}`])
}

/**
 * What systemd-run(1) says when it refuses, '' when it does not. systemd 219 (EL7) sets no Restart= for a transient unit: a
 * script that shall be started again when it is killed needs a keeper of its own. KillMode=process lets live what it starts to
 * stay (dhclient).
 */
function startUnit({ path, unit, description }: DetachedScript): string {
  const { spawnSync }: typeof import('child_process') = require('child_process')
  const run = (command: string, args: readonly string[]): string => {
    const options = { env: environment, encoding: 'utf8' as const, timeout: 10_000 }
    const { error, status, stderr } = spawnSync(command, args, options)
    return error === undefined && status === 0 ? '' : (error?.message ?? (stderr.trim() || `status ${status}`))
  }
  const named = [`--unit=${unit}`, `--description=${description}`, '-p', 'KillMode=process']
  const program = ['/bin/sh', path]
  const withRestart = [...named, '-p', 'Restart=on-failure', ...program]
  const first = run('systemd-run', withRestart)
  if (first === '') return ''
  // A unit that failed keeps its name until it is told to forget it.
  if (/already|exists/i.test(first)) run('systemctl', ['reset-failed', `${unit}.service`])
  return run('systemd-run', [...named, ...program])
}

/** What was ignored is given to children; a session of its own gets no signal of the terminal (setsid(2)). */
function startSession(path: string): void {
  const { spawn }: typeof import('child_process') = require('child_process')
  const child = spawn('/bin/sh', [path], { cwd: '/', detached: true, env: environment, stdio: 'ignore' })
  // An error of the start shows as a script that is not there; without a listener it would end the module.
  child.on('error', () => undefined)
  child.unref()
}

const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }
