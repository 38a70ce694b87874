// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { errnoOf, ModuleError } from '../errors.ts'
import { isAlive, type ProcessName, processName } from './journal/process-name.ts'
import { exists } from './lstat.ts'
import { commandEnvironment } from './run-command.ts'

/** A ping(8) that goes on while a module looks at what it prints. */
export interface Pinger {
  readonly process: ProcessName
  /** The whole lines that it has printed since the last call. Throws ModuleError('io') when it has ended by itself. */
  read(): readonly string[]
  stop(): void
}

export interface PingerOptions {
  readonly target: string
  /** Milliseconds from probe to probe. */
  readonly interval: number
  /** Seconds after which it is ended, whatever becomes of the module. */
  readonly limit: number
  /** Where it prints to: a file, which is read whenever there is time for it. */
  readonly output: string
}

/**
 * Starts asking a target again and again. timeout(1) ends it: with -w, ping itself would end at the first error that comes
 * back from the network (iputils, main_loop()). Each answer is printed when it comes (fflush() in gather_statistics()).
 * A probe that the kernel drops at once (ENOBUFS, as a bond without a port to send by) is held back for as long as -W says
 * before it counts as sent (pinger()): no longer than half an interval, or what is lost would not be counted. Versions that know
 * whole seconds only read 0.05 as 0 (atoi()).
 */
export function startPinger({ target, interval, limit, output }: PingerOptions): Pinger {
  const { O_RDWR, O_CREAT, O_EXCL } = system.constants
  const fd = system.open(output, O_RDWR | O_CREAT | O_EXCL, 0o600)
  const program = target.includes(':') && hasPing6() ? 'ping6' : 'ping'
  const options = ['-n', '-i', String(interval / 1000), '-W', String(interval / 2000)]
  const name = processName(
    start(['-s', 'KILL', String(limit), program, ...options, '--', target], fd),
    `ping ${target}`
  )
  let place = 0
  let rest = ''
  return {
    process: name,
    read() {
      // Asked first: what it says at its end is there when it has ended.
      const goesOn = isAlive(name)
      const bytes = new Uint8Array(65536)
      for (let count = -1; count !== 0; place += count) {
        count = system.read(fd, bytes, 0, bytes.length, place)
        rest += system.decode(bytes.subarray(0, count))
      }
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      if (!goesOn) throw new ModuleError('io', [`ping ${target} has ended: ${lines.pop() ?? rest}`])
      return lines
    },
    stop() {
      if (isAlive(name)) end(name.pid)
      system.close(fd)
    }
  }
}

function start(words: readonly string[], output: number): number {
  try {
    return system.start(['timeout', ...words], { cwd: '/', env: commandEnvironment(), output })
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    throw new ModuleError('io', ['timeout: command not found; install coreutils'])
  }
}

function end(pid: number): void {
  try {
    system.kill(pid, 'SIGTERM')
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error
  }
}

/** iputils before 20150815 has a program of its own for IPv6. */
function hasPing6(): boolean {
  return ['/bin', '/usr/bin', '/sbin', '/usr/sbin'].some(folder => exists(`${folder}/ping6`))
}
