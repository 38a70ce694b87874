// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { ModuleError } from '../errors.ts'
import { withIoErrors } from './io-error.ts'
import { exists } from './lstat.ts'

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
  const said = exists('/run/systemd/system') ? startUnit(script) : undefined
  if (said !== '') startSession(script.path)
  for (let waited = 0; waited < patience; waited += 50) {
    if (isThere()) return
    system.sleep(50)
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
  const run = (...argv: readonly string[]): string => {
    const { error, status, stderr } = system.run(argv, { env: environment, timeout: 10_000, kept: 65536 })
    return status === 0 ? '' : system.decode(stderr).trim() || `${argv[0]} ended with ${error ?? `status ${status}`}`
  }
  const named = [`--unit=${unit}`, `--description=${description}`, '-p', 'KillMode=process']
  const program = ['/bin/sh', path]
  const withRestart = [...named, '-p', 'Restart=on-failure', ...program]
  const first = run('systemd-run', ...withRestart)
  if (first === '') return ''
  // A unit that failed keeps its name until it is told to forget it.
  if (/already|exists/i.test(first)) run('systemctl', 'reset-failed', `${unit}.service`)
  return run('systemd-run', ...named, ...program)
}

/** What was ignored is given to children; a session of its own gets no signal of the terminal (setsid(2)). */
function startSession(path: string): void {
  withIoErrors('start', path, () => system.start(['/bin/sh', path], { cwd: '/', env: environment }))
}

const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }
