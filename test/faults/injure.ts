import { type Bench, prepare, reset, runTraced } from './bench.ts'
import { type Call, changesFiles, fileChanges, injured } from './calls.ts'
import { type FileSet, filesBelow } from './snapshot.ts'

/** What is done to a call: its process is killed at it, or it fails. */
const faults = ['signal=KILL', 'error=ENOSPC', 'error=EIO'] as const
type Fault = (typeof faults)[number]

/** What came of one scenario. */
export interface Tally {
  readonly calls: number
  readonly runs: number
  /** How many were at the old set after the recovery, the others at the new one. */
  readonly old: number
  /** How many were injured at another call than was meant: how often a script reads a file depends on how long it waits. */
  readonly astray: number
  readonly problems: readonly string[]
}

/** The files at three moments of a run that nobody injures: before all tasks, before the injured one, after it. */
export interface Sets {
  readonly bare: FileSet
  readonly before: FileSet
  readonly after: FileSet
}

/** What an injured run has left, and whether the further runs mend it. */
export type Judge = (bench: Bench, sets: Sets) => { readonly old: boolean; readonly problems: readonly string[] }

/** Injures file-changing calls of a scenario's run, see `faultsOf`, and has each end judged. */
export function injureAll(bench: Bench, judge: Judge, step: number): Tally {
  reset(bench)
  const bare = filesBelow(bench.root)
  prepare(bench)
  const before = filesBelow(bench.root)
  const traces = runTraced(bench, [])
  const sets = { bare, before, after: filesBelow(bench.root) }
  // What commands said goes to files in a folder for temporary ones, which is no part of the host that is judged.
  const calls = distinct(traces.flatMap(fileChanges).filter(({ text }) => !text.includes(`${bench.folder}/tmp/`)))
  const chosen = calls.flatMap((call, index) => faultsOf(index, step).map(fault => ({ call, fault })))
  const ends = chosen.map(({ call, fault }) => {
    const hit = injure(bench, call, fault)
    const { old, problems } = judge(bench, sets)
    const isAstray = hit === undefined || !changesFiles(call.name, hit)
    return { old, isAstray, problems: problems.map(problem => `${fault} at ${hit ?? call.text}: ${problem}`) }
  })
  return {
    calls: calls.length,
    runs: ends.length,
    old: ends.filter(({ old }) => old).length,
    astray: ends.filter(({ isAstray }) => isAstray).length,
    problems: [
      ...(calls.length < 5 ? ['the trace has next to no calls'] : []),
      ...ends.flatMap(({ problems }) => problems)
    ]
  }
}

/** One run with a fault; the call that it met. Each process of a run meets it at its own call of that name and number. */
function injure(bench: Bench, call: Call, fault: Fault): string | undefined {
  reset(bench)
  prepare(bench)
  const hits = runTraced(bench, ['-e', `inject=${call.name}:${fault}:when=${call.when}`]).flatMap(
    trace => injured(trace) ?? []
  )
  return hits.find(hit => changesFiles(call.name, hit)) ?? hits[0]
}

/** Calls of several processes: those of the same name and number are injured by one run. */
function distinct(calls: readonly Call[]): readonly Call[] {
  return [...new Map(calls.map(call => [`${call.name} ${call.when}`, call])).values()]
}

/** Every fault where every call is injured, else one fault of every `step`-th call, each in its turn. */
function faultsOf(index: number, step: number): readonly Fault[] {
  if (step === 1) return faults
  return index % step === 0 ? faults.filter((_, f) => f === (index / step) % faults.length) : []
}
