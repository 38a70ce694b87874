// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ChildProcess } from 'child_process'
import fs from 'fs'
import { ModuleError } from '../errors.ts'
import { isAlive, type ProcessName, processName } from './journal/process-name.ts'
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
  /** Where it prints to: a file, since a pipe is read by a module's event loop only, which has no turn meanwhile. */
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
  const fd = fs.openSync(output, 'wx+', 0o600)
  const start = (program: string): ChildProcess => {
    const { spawn }: typeof import('child_process') = require('child_process')
    const options = ['-n', '-i', String(interval / 1000), '-W', String(interval / 2000)]
    const words = ['-s', 'KILL', String(limit), program, ...options, '--', target]
    return spawn('timeout', words, { cwd: '/', detached: true, env: commandEnvironment(), stdio: ['ignore', fd, fd] })
  }
  const child = start(target.includes(':') && hasPing6() ? 'ping6' : 'ping')
  child.on('error', () => undefined)
  child.unref()
  if (child.pid === undefined) throw new ModuleError('io', ['timeout: command not found; install coreutils'])
  const name = processName(child.pid, `ping ${target}`)
  let place = 0
  let rest = ''
  return {
    process: name,
    read() {
      const bytes = Buffer.alloc(65536)
      for (let count = -1; count !== 0; place += count) {
        count = fs.readSync(fd, bytes, 0, bytes.length, place)
        rest += bytes.toString('latin1', 0, count)
      }
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      if (!isAlive(name)) throw new ModuleError('io', [`ping ${target} has ended: ${lines.pop() ?? rest}`])
      return lines
    },
    stop() {
      child.kill('SIGTERM')
      fs.closeSync(fd)
    }
  }
}

/** iputils before 20150815 has a program of its own for IPv6. */
function hasPing6(): boolean {
  return ['/bin', '/usr/bin', '/sbin', '/usr/sbin'].some(folder => fs.existsSync(`${folder}/ping6`))
}
