import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { linkGuardScript } from '#generated/scripts'
import type { ShellHost } from './shell-host.ts'

const runFolder = '/run/nic-bonding'
export const folder = `${runFolder}/failover-1-2`
export const guard = `${folder}/guard`

/** A fail-over test as the module writes it down; what is not given is not there. */
export interface WrittenTest {
  readonly links: readonly string[]
  /** The host's numbers of processes. */
  readonly owner?: number
  readonly pinger?: number
  /** Seconds from now. */
  readonly deadline?: number
}

/** Makes the folder of a test on a host, and devices for its links. */
export function makeTest(host: ShellHost, { links, owner, pinger, deadline }: WrittenTest): void {
  mkdirSync(host.at(folder), { recursive: true })
  for (const link of links) mkdirSync(host.at(`/sys/class/net/${link}`), { recursive: true })
  host.write(guard, linkGuardScript)
  host.write(`${folder}/links`, links.map(link => `${link}\n`).join(''))
  if (owner !== undefined) host.write(`${folder}/owner`, nameOf(host, owner))
  if (pinger !== undefined) host.write(`${folder}/pinger`, nameOf(host, pinger))
  if (deadline !== undefined) host.write(`${folder}/deadline`, `${(uptime() + deadline).toFixed(2)}\n`)
}

/** A process of a host that only waits; each one waits for another time, by which it is found. */
export async function startWaiter(host: ShellHost): Promise<number> {
  waiters += 1
  const command = `sleep ${5000 + waiters}`
  host.start(...command.split(' '))
  await host.until(command, () => host.processes(command).length > 0)
  return host.processes(command)[0] ?? 0
}

let waiters = 0

/** Kills processes of a host and waits until they are dead. */
export async function kill(host: ShellHost, ...pids: readonly number[]): Promise<void> {
  await host.run('kill', '-9', ...pids.map(String))
  await host.until('they are dead', () => pids.every(pid => !isLive(host, pid)))
}

export function isLive(host: ShellHost, pid: number): boolean {
  return !['', 'Z'].includes(statOf(host, pid)[0] ?? '')
}

/** What was done to links so far. */
export function linkCalls(host: ShellHost): readonly string[] {
  return host.calls().map(call => call.replace(/ \[.*$/, ''))
}

/** Waits until nothing of any test is left, and its guard has ended. */
export async function isOver(host: ShellHost, seconds = 15): Promise<void> {
  const isGone = (): boolean => !existsSync(host.at(folder)) && host.processes('/bin/sh /run/nic-bonding/').length === 0
  await host.until('the test is cleared away', isGone, seconds)
}

function nameOf(host: ShellHost, pid: number): string {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  return `${pid} ${statOf(host, pid)[19]} ${boot} a process of a test\n`
}

/** The fields behind the name, from the third of proc(5) on. */
function statOf(host: ShellHost, pid: number): readonly string[] {
  const text = host.read(`/proc/${pid}/stat`)
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function uptime(): number {
  return Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0])
}
