// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { SpawnSyncReturns } from 'child_process'

/** What a command said, for the result. */
export interface CommandReport {
  readonly command: string
  readonly rc: number
  readonly stdout: string
  readonly stderr: string
  /** Wall time, to a tenth of a second. */
  readonly seconds: number
}

/** Exit codes that shells give to a command that was not found, and that timeout(1) gives to one that took too long. */
const notFound = 127
const timedOut = 124

/**
 * Runs a command to its end, in a session of its own, so that it outlives the loss of the connection it is run over.
 * Never throws: a command that cannot be started or takes longer than `timeout` seconds has an exit code that says so.
 */
export function runCommand(argv: readonly string[], timeout: number): CommandReport {
  const { spawnSync }: typeof import('child_process') = require('child_process')
  const start = process.hrtime()
  const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/sbin:/usr/sbin:/bin:/usr/bin`, LC_ALL: 'C' }
  const options = {
    encoding: 'utf8' as const,
    env,
    timeout: timeout * 1000,
    killSignal: 'SIGKILL' as const,
    detached: true
  }
  const done = spawnSync(argv[0] ?? '', argv.slice(1), { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const [seconds, nanoseconds] = process.hrtime(start)
  return {
    command: argv.join(' '),
    rc: exitCode(done),
    stdout: done.stdout ?? '',
    stderr: (done.stderr ?? '') + describe(done, argv[0] ?? '', timeout),
    seconds: Math.round(seconds * 10 + nanoseconds / 1e8) / 10
  }
}

function exitCode({ error, status }: SpawnSyncReturns<string>): number {
  if (codeOf(error) === 'ENOENT') return notFound
  if (codeOf(error) === 'ETIMEDOUT') return timedOut
  return status ?? 1
}

function describe({ error, signal }: SpawnSyncReturns<string>, name: string, timeout: number): string {
  if (codeOf(error) === 'ENOENT') return `${name}: command not found`
  if (codeOf(error) === 'ETIMEDOUT') return `${name}: killed after ${timeout} seconds`
  return error !== undefined ? error.message : signal !== null ? `${name}: ended by ${signal}` : ''
}

function codeOf(error: Error | undefined): unknown {
  return error === undefined ? undefined : Object.getOwnPropertyDescriptor(error, 'code')?.value
}
