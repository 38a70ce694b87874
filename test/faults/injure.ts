import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { bundlePath } from '../support/run-bundle.ts'
import { type Call, changesFiles, fileChanges, injured, traced } from './calls.ts'
import type { Scenario, Task } from './scenarios.ts'
import { compare, type FileSet, filesBelow, isSame, litterBelow } from './snapshot.ts'

/** What is done to a call: its process is killed at it, or it fails. */
export const faults = ['signal=KILL', 'error=ENOSPC', 'error=EIO'] as const
export type Fault = (typeof faults)[number]

/** What came of one scenario. */
export interface Tally {
  readonly calls: number
  readonly runs: number
  /** How many were at the old set after the recovery, the others at the new one. */
  readonly old: number
  readonly problems: readonly string[]
}

interface Ended {
  readonly result: Readonly<Record<string, unknown>> | undefined
  readonly seconds: number
}

/** Injures file-changing calls of a scenario's run in `root`, see `faultsOf`; the folder is for our own files. */
export function injureAll(scenario: Scenario, root: string, folder: string, step: number): Tally {
  const bench = { scenario, root, folder }
  reset(bench)
  const before = filesBelow(root)
  const trace = runTraced(bench, [])
  const after = filesBelow(root)
  const calls = fileChanges(trace)
  const chosen = calls.flatMap((call, index) => faultsOf(index, step).map(fault => ({ call, fault })))
  const ends = chosen.map(({ call, fault }) => {
    const end = injureOne(bench, call, fault, { before, after })
    return { ...end, problems: end.problems.map(problem => `${fault} at ${call.text}: ${problem}`) }
  })
  return {
    calls: calls.length,
    runs: ends.length,
    old: ends.filter(({ old }) => old).length,
    problems: [
      ...(calls.length < 5 ? ['the trace has next to no calls'] : []),
      ...ends.flatMap(({ problems }) => problems)
    ]
  }
}

/** Every fault where every call is injured, else one fault of every `step`-th call, each in its turn. */
function faultsOf(index: number, step: number): readonly Fault[] {
  if (step === 1) return faults
  return index % step === 0 ? faults.filter((_, f) => f === (index / step) % faults.length) : []
}

interface Bench {
  readonly scenario: Scenario
  readonly root: string
  readonly folder: string
}

interface Sets {
  readonly before: FileSet
  readonly after: FileSet
}

/** One fault, then one recovery, by a task that has nothing to do with it and nothing to write; then the task again, twice. */
function injureOne(bench: Bench, call: Call, fault: Fault, { before, after }: Sets) {
  const { scenario, root } = bench
  const problems: string[] = []
  reset(bench)
  const trace = runTraced(bench, ['-e', `inject=${call.name}:${fault}:when=${call.when}`])
  const hit = injured(trace)
  if (hit === undefined || !changesFiles(call.name, hit)) problems.push(`hit something else: ${hit ?? 'nothing'}`)
  const recovery = runTask(bench, { module: 'ifcfg', args: { name: 'eth7', state: 'absent' } })
  if (recovery.result?.failed === true) problems.push(`the next task fails: ${recovery.result.msg}`)
  if (recovery.seconds > 10) problems.push(`the next task waits ${recovery.seconds.toFixed(0)} s`)
  const seen = filesBelow(root)
  const old = isSame(seen, before)
  if (!old && !isSame(seen, after)) problems.push(`a mixture: ${compare(seen, before, after)}`)
  const [first, second] = [runTask(bench, scenario.task), runTask(bench, scenario.task)]
  if (first.result?.failed !== undefined || first.result?.changed !== old)
    problems.push(`the further run: ${inShort(first)}`)
  if (second.result?.changed !== false) problems.push(`the run after it: ${inShort(second)}`)
  if (!isSame(filesBelow(root), after)) problems.push('does not converge')
  const litter = litterBelow(root, scenario.onHost)
  if (litter.length > 0) problems.push(`left behind: ${litter.join(' ')}`)
  return { old, problems }
}

function inShort({ result }: Ended): string {
  const { changed, failed, msg, warnings } = result ?? {}
  return JSON.stringify({ changed, failed, msg, warnings })
}

/** Makes everything as it is before the run. */
function reset(bench: Bench): void {
  const { scenario, root } = bench
  const gone = scenario.onHost ? ['etc/sysconfig', 'etc/modprobe.d', 'var/lib/nic-bonding'] : ['etc', 'var']
  for (const name of gone) fs.rmSync(path.join(root, name), { recursive: true, force: true })
  for (const [file, text] of Object.entries(scenario.before)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    fs.writeFileSync(path.join(root, file), text)
  }
  for (const task of scenario.first) {
    const { result } = runTask(bench, task)
    if (result?.changed !== true) throw new Error(`the task before: ${JSON.stringify(result)}`)
  }
}

/** Runs the scenario's task and returns its trace; of its first thread alone, which does all work that is synchronous. */
function runTraced(bench: Bench, options: readonly string[]): string {
  const output = path.join(bench.folder, 'trace')
  const strace = ['-y', '-s', '32', '-o', output, '-e', `trace=${traced.join(',')}`, ...options]
  spawnSync('strace', [...strace, ...commandOf(bench, bench.scenario.task)], { stdio: 'ignore', timeout: 60_000 })
  return fs.readFileSync(output, 'utf8')
}

function runTask(bench: Bench, task: Task): Ended {
  const start = performance.now()
  const [command = '', ...args] = commandOf(bench, task)
  const { stdout } = spawnSync(command, args, { encoding: 'utf8', timeout: 60_000 })
  const seconds = (performance.now() - start) / 1000
  return { result: stdout === '' ? undefined : JSON.parse(stdout), seconds }
}

function commandOf({ folder, root, scenario }: Bench, { module, args }: Task): readonly string[] {
  const file = path.join(folder, 'args.json')
  fs.writeFileSync(file, JSON.stringify({ ...args, ...(!scenario.onHost && { root }) }))
  return [process.execPath, bundlePath(module), file]
}
