// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { SpawnSyncReturns } from 'child_process'
import fs from 'fs'
import os from 'os'

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
 * What it says goes to files, not pipes: a daemon that it leaves behind would keep a pipe open for ever.
 * Never throws for the command's faults: one that cannot be started, or takes longer than `timeout` seconds and is killed
 * with all that it started, has an exit code that says so. Of more than `kept` characters only the last are reported.
 */
export function runCommand(argv: readonly string[], timeout: number, kept = 65536): CommandReport {
  const { spawnSync }: typeof import('child_process') = require('child_process')
  const folder = fs.mkdtempSync(`${os.tmpdir()}/nic-bonding-`)
  const [out, err] = [`${folder}/out`, `${folder}/err`].map(path => fs.openSync(path, 'wx', 0o600))
  try {
    const start = process.hrtime()
    const options = {
      encoding: 'utf8' as const,
      env: commandEnvironment(),
      timeout: timeout * 1000,
      killSignal: 'SIGKILL' as const,
      detached: true
    }
    const done = spawnSync(argv[0] ?? '', argv.slice(1), { ...options, stdio: ['ignore', out, err] })
    if (codeOf(done.error) === 'ETIMEDOUT') killGroup(done.pid)
    const [seconds, nanoseconds] = process.hrtime(start)
    return {
      command: argv.join(' '),
      rc: exitCode(done),
      stdout: tailOf(`${folder}/out`, kept),
      stderr: tailOf(`${folder}/err`, kept) + describe(done, argv[0] ?? '', timeout),
      seconds: Math.round(seconds * 10 + nanoseconds / 1e8) / 10
    }
  } finally {
    for (const fd of [out, err]) if (fd !== undefined) fs.closeSync(fd)
    for (const name of ['out', 'err']) fs.unlinkSync(`${folder}/${name}`)
    fs.rmdirSync(folder)
  }
}

/** The module's own, with the folders of system commands, which a login by SSH may lack, and messages in English. */
export function commandEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH ?? ''}:/sbin:/usr/sbin:/bin:/usr/bin`, LC_ALL: 'C' }
}

/** The last part of what a command said: the end tells why it failed. */
function tailOf(path: string, kept: number): string {
  const text = fs.readFileSync(path, 'utf8')
  return text.length > kept ? `[...]${text.slice(-kept)}` : text
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
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

function codeOf(error: unknown): unknown {
  return typeof error !== 'object' || error === null ? undefined : Object.getOwnPropertyDescriptor(error, 'code')?.value
}
