import fs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** When a process began, in the kernel's ticks since boot; `undefined` when there is none. With the id it names one process for good. */
export function startTimeOf(pid: number): string | undefined {
  // proc(5): starttime is field 22.
  return statFields(pid)[19]
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
  signal(pid, 'SIGTERM')
}

/** Kills a process and all that it has started, at once: what is stopped starts nothing more meanwhile. */
export function killTree(pid: number): void {
  const found = new Set([pid])
  for (const one of found) {
    signal(one, 'SIGSTOP')
    for (const child of childrenOf(one)) found.add(child)
  }
  for (const one of found) signal(one, 'SIGKILL')
}

/** Waits until a condition holds; throws with `what` when it does not within the time. */
export async function waitUntil(what: string, seconds: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`)
    await sleep(20)
  }
}

function childrenOf(pid: number): readonly number[] {
  return fs
    .readdirSync('/proc')
    .map(Number)
    .filter(child => child > 0 && statFields(child)[1] === String(pid))
}

/** The fields of proc(5), stat, from the third on; the command in parentheses before them may hold blanks. */
function statFields(pid: number): readonly string[] {
  const stat = readProc(pid, 'stat')
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function readProc(pid: number, name: string): string | undefined {
  try {
    return fs.readFileSync(`/proc/${pid}/${name}`, 'latin1')
  } catch {
    return undefined
  }
}
