// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import type { CommandEnd, Environment } from '../../system/system.ts'
import { ModuleError } from '../errors.ts'

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
 * Never throws for the command's faults: one that cannot be started, or takes longer than `timeout` seconds and is killed
 * with all that it started, has an exit code that says so. Of more than `kept` bytes only the last are reported.
 */
export function runCommand(argv: readonly string[], timeout: number, kept = 65536): CommandReport {
  const start = system.monotonic()
  const end = system.run(argv, { env: commandEnvironment(), timeout: timeout * 1000, kept: kept + 1 })
  return {
    command: argv.join(' '),
    rc: exitCode(end),
    stdout: tailOf(end.stdout, kept),
    stderr: tailOf(end.stderr, kept) + describe(end, argv[0] ?? '', timeout),
    seconds: Math.round((system.monotonic() - start) / 100) / 10
  }
}

/**
 * What a command prints that is run for what no engine can do itself. Throws ModuleError('io') with what could not be done and
 * why, and the advice.
 */
export function commandOutput(action: string, argv: readonly string[], advice = ''): string {
  const { rc, stdout, stderr } = runCommand(argv, 30)
  if (rc === 0) return stdout.trim()
  throw new ModuleError('io', [
    `cannot ${action}: ${stderr.trim() || `${argv[0]} ended with exit code ${rc}`}${advice}`
  ])
}

/**
 * The module's own, with the folders of system commands, which a login by SSH may lack, and messages in English. A folder of
 * PATH that is not absolute means the working folder, the home of whoever logged in: root runs nothing from there.
 */
export function commandEnvironment(): Environment {
  const { env } = system
  const own = (env.PATH ?? '').split(':').filter(folder => folder.startsWith('/'))
  return { ...env, PATH: [...own, '/sbin', '/usr/sbin', '/bin', '/usr/bin'].join(':'), LC_ALL: 'C' }
}

/** The last part of what a command said: the end tells why it failed. */
function tailOf(bytes: Uint8Array, kept: number): string {
  return bytes.length > kept ? `[...]${system.decode(bytes.subarray(-kept))}` : system.decode(bytes)
}

function exitCode({ error, status }: CommandEnd): number {
  if (error === 'ENOENT') return notFound
  return error === 'ETIMEDOUT' ? timedOut : (status ?? 1)
}

function describe({ error, signal }: CommandEnd, name: string, timeout: number): string {
  if (error === 'ENOENT') return `${name}: command not found`
  if (error === 'ETIMEDOUT') return `${name}: killed after ${timeout} seconds`
  if (error !== undefined) return `${name}: cannot be started (${error})`
  return signal === undefined ? '' : `${name}: ended by ${signal}`
}
