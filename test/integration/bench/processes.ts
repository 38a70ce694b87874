import fs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** When a process began, in the kernel's ticks since boot; `undefined` when there is none. With the id it names one process for good. */
export function startTimeOf(pid: number): string | undefined {
  // proc(5): the command in parentheses may hold blanks, so the fields are counted from behind it; starttime is field 22.
  const stat = readProc(pid, 'stat')
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

/** The processes, this one aside, whose command line names a folder: those that a bench started in its folder. */
export function processesNaming(folder: string): readonly number[] {
  return fs
    .readdirSync('/proc')
    .map(Number)
    .filter(pid => pid > 0 && pid !== process.pid && (readProc(pid, 'cmdline')?.includes(folder) ?? false))
}

/** Ends a process by its id; one that is gone already is no error. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Waits until a condition holds; throws with `what` when it does not within the time. */
export async function waitUntil(what: string, seconds: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`)
    await sleep(20)
  }
}

function readProc(pid: number, name: string): string | undefined {
  try {
    return fs.readFileSync(`/proc/${pid}/${name}`, 'latin1')
  } catch {
    return undefined
  }
}
