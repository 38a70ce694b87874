import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { endProcess, processesNaming } from '../integration/bench/processes.ts'
import { traced } from './calls.ts'
import { commandOf, type Result } from './modules.ts'
import type { Scenario, Task } from './scenarios.ts'

/** Where a scenario's runs take place: the files below `root`; the folder is for our own files. */
export interface Bench {
  readonly scenario: Scenario
  readonly root: string
  readonly folder: string
}

/** How a run ended; without a result it was killed. */
export interface Ended {
  readonly result: Result | undefined
  readonly seconds: number
}

/** Makes everything as it is before the tasks; the processes are those of our own namespace (host.sh). */
export function reset({ scenario, root }: Bench): void {
  for (const pid of scripts()) endProcess(pid)
  const gone = scenario.onHost ? ['etc/sysconfig', 'etc/modprobe.d', 'etc/rc.d', 'var/lib/nic-bonding'] : ['etc', 'var']
  for (const name of gone) fs.rmSync(path.join(root, name), { recursive: true, force: true })
  for (const [file, text] of Object.entries(scenario.before)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    fs.writeFileSync(path.join(root, file), text)
  }
}

/** Runs the tasks that come before the injured one. */
export function prepare(bench: Bench): void {
  for (const task of bench.scenario.first) {
    const { result } = runTask(bench, task)
    if (result?.changed !== true) throw new Error(`the task before: ${JSON.stringify(result)}`)
  }
}

/**
 * Runs the scenario's task and what belongs to it, with these options for strace, and returns a trace for each process. Of the
 * module that is its own process alone, without the commands that it runs; of a script all that it starts as well.
 */
export function runTraced(bench: Bench, options: readonly string[]): readonly string[] {
  const { folder, scenario } = bench
  for (const name of tracesIn(folder)) fs.rmSync(path.join(folder, name))
  const isModule = scenario.injured === 'module'
  const output = [...(isModule ? [] : ['-ff']), '-o', path.join(folder, 'trace')]
  const strace = ['-q', '-y', '-s', '32', ...output, '-e', `trace=${traced.join(',')}`, ...options]
  if (isModule) {
    run(['strace', ...strace, ...commandFor(bench, scenario.task)])
    // A run that hangs outlives an strace that is killed.
    for (const pid of processesNaming(path.join(folder, 'args.json'))) endProcess(pid)
  } else {
    fs.writeFileSync(path.join(folder, `trace-${scenario.injured}`), strace.join(' '))
    runTask(bench, scenario.task)
  }
  for (const task of scenario.rest) runTask(bench, task)
  waitForScripts()
  return tracesIn(folder).map(name => fs.readFileSync(path.join(folder, name), 'utf8'))
}

export function runTask(bench: Bench, task: Task): Ended {
  const start = performance.now()
  const stdout = run(commandFor(bench, task))
  const seconds = (performance.now() - start) / 1000
  return { result: stdout === '' ? undefined : JSON.parse(stdout), seconds }
}

/** What of a result tells how a run went. */
export function inShort({ result }: Ended): string {
  const { changed, failed, state, msg, warnings } = result ?? {}
  return JSON.stringify({ changed, failed, state, msg, warnings })
}

/** The guard of a change and its scripts go on after the task; one that waits for longer is left to whoever judges the state. */
export function waitForScripts(): void {
  const deadline = Date.now() + 20_000
  while (scripts().length > 0 && Date.now() < deadline) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
  }
}

function scripts(): readonly number[] {
  return processesNaming('/var/lib/nic-bonding/')
}

function run([command = '', ...args]: readonly string[]): string {
  return spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'ignore']
  }).stdout
}

function commandFor({ folder, root, scenario }: Bench, { module, args }: Task): readonly string[] {
  return commandOf(folder, { module, args: { ...args, ...(!scenario.onHost && { root }) } })
}

function tracesIn(folder: string): readonly string[] {
  return fs.readdirSync(folder).filter(name => /^trace(\.[0-9]+)?$/.test(name))
}
