// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { textAtOrNone } from '../read-file.ts'

/** A process, named for good: its id may be used again, never with the same start time and the same boot. */
export interface ProcessName {
  readonly pid: number
  readonly startTime: string
  readonly bootId: string
  /** What it is about, for people. */
  readonly what: string
}

/** This boot of the kernel (random(4), boot_id). */
export function bootId(): string {
  return textAtOrNone('/proc/sys/kernel/random/boot_id').trim() || 'unknown'
}

/** This process. */
export function ownName(what: string): ProcessName {
  return processName(system.pid, what)
}

/** A process that runs now. */
export function processName(pid: number, what: string): ProcessName {
  return { pid, startTime: startTimeOf(pid) ?? 'unknown', bootId: bootId(), what }
}

/** The line of a lock. */
export function nameLine({ pid, startTime, bootId: boot, what }: ProcessName): string {
  return `${pid} ${startTime} ${boot} ${what}\n`
}

/** Reads the line of a lock; `undefined` for anything else. */
export function parseName(line: string): ProcessName | undefined {
  const [, pid, startTime = '', boot = '', what = ''] = /^([0-9]+) (\S+) (\S+) (.*)\n$/.exec(line) ?? []
  return pid === undefined ? undefined : { pid: Number(pid), startTime, bootId: boot, what }
}

/** Whether that very process still runs. */
export function isAlive({ pid, startTime, bootId: boot }: ProcessName): boolean {
  return boot === bootId() && startTimeOf(pid) === startTime
}

/** Whether a process has that id now, be it another than the one that had it. */
export function isRunning(pid: number): boolean {
  return startTimeOf(pid) !== undefined
}

/** Field 22 of proc(5)'s stat; the command before it may hold blanks and parentheses, so it is counted from behind those. */
function startTimeOf(pid: number): string | undefined {
  const stat = textAtOrNone(`/proc/${pid}/stat`)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return stat === '' || fields[0] === 'Z' ? undefined : fields[19]
}
