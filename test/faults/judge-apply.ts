import fs from 'node:fs'
import path from 'node:path'
import { type Bench, inShort, runTask, waitForScripts } from './bench.ts'
import type { Sets } from './injure.ts'
import { reverted, type Task } from './scenarios.ts'
import { compare, type FileSet, filesBelow, isSame, litterBelow } from './snapshot.ts'

/** Which files stand by the states in which nobody is at work; `failed` and those on the way are for a further run to end. */
const filesIn: { readonly [state: string]: 'old' | 'new' } = {
  written: 'new',
  confirmed: 'new',
  reverted: 'old'
}

/**
 * A run of network_apply: what it left is whole, or one further run makes it so; then the tasks write what went back, nothing
 * else, and one more application ends confirmed, after which both have nothing to do.
 */
export function judgeApply(bench: Bench, { bare, before }: Sets) {
  const sets = { old: bare, new: before }
  const problems = problemsOf(bench, sets, stateIn(bench))
  if (!isSettled(stateIn(bench))) problems.push(...mended(bench, sets))
  const old = isSame(filesBelow(bench.root), bare)
  return { old, problems: [...problems, ...convergence(bench, sets, old)] }
}

interface OldAndNew {
  readonly old: FileSet
  readonly new: FileSet
}

/** A task that has nothing to do with it is refused at most, and sees to it that somebody carries on; then the further run. */
function mended(bench: Bench, sets: OldAndNew): readonly string[] {
  const left = stateIn(bench)
  const bystander = runFor(bench, { module: 'ifcfg', args: { name: 'eth7', state: 'absent' } })
  waitForScripts()
  const then = stateIn(bench)
  if (isSettled(then)) return [...bystander.problems, ...problemsOf(bench, sets, then)]
  if (!['written', 'failed', 'waiting'].includes(then))
    return [`left ${left}, and ${then} after the next task: ${bystander.text}`]
  // A guard that could not read how long it has to wait takes the longest time.
  const further = runFor(bench, then === 'waiting' ? reverted : (bench.scenario.further ?? bench.scenario.task))
  const state = stateIn(bench)
  if (isSettled(state)) return [...further.problems, ...problemsOf(bench, sets, state)]
  return [`left ${left}, and then ${state} by a further run: ${further.text}`]
}

/** The tasks again, an application, and both once more. */
function convergence(bench: Bench, sets: OldAndNew, old: boolean): readonly string[] {
  const writers = bench.scenario.first.filter(({ module }) => module !== 'network_apply')
  const apply: Task = { module: 'network_apply', args: { rollback_timeout: 0 } }
  const runs = [
    ...writers.map(task => ({ task, changed: old })),
    { task: apply, changed: undefined },
    ...[...writers, apply].map(task => ({ task, changed: false }))
  ].map(({ task, changed }) => {
    const { result, problems, text } = runFor(bench, task)
    const isAsWanted = result?.failed !== true && (changed === undefined || result?.changed === changed)
    return [
      ...problems,
      ...(isAsWanted ? [] : [`${task.module} again, where ${old ? 'old' : 'new'} files were: ${text}`])
    ]
  })
  const seen = filesBelow(bench.root)
  const litter = [...litterBelow(bench.root, true), ...hookFiles(bench.root)]
  return [
    ...runs.flat(),
    ...(isSame(seen, sets.new) ? [] : [`does not converge: ${compare(seen, sets.old, sets.new)}`]),
    ...(litter.length === 0 ? [] : [`left behind: ${litter.join(' ')}`])
  ]
}

function runFor(bench: Bench, task: Task) {
  const ended = runTask(bench, task)
  const problems = ended.seconds > 10 ? [`${task.module} takes ${ended.seconds.toFixed(0)} s`] : []
  return { result: ended.result, problems, text: inShort(ended) }
}

function problemsOf({ root }: Bench, sets: OldAndNew, state: string): string[] {
  const seen = filesBelow(root)
  const wanted = filesIn[state]
  if (state === 'none') return isSame(seen, sets.old) || isSame(seen, sets.new) ? [] : [inWords(state, seen, sets)]
  return wanted === undefined || isSame(seen, sets[wanted]) ? [] : [inWords(state, seen, sets)]
}

function inWords(state: string, seen: FileSet, sets: OldAndNew): string {
  return `${state}, but the files are a mixture or of the other set: ${compare(seen, sets.old, sets.new)}`
}

function isSettled(state: string): boolean {
  return ['none', 'confirmed', 'reverted'].includes(state)
}

/** The state of the only change in the journal, `none` where it has none. */
function stateIn({ root }: Bench): string {
  const journal = path.join(root, 'var/lib/nic-bonding')
  const states = fs
    .readdirSync(journal)
    .map(name => path.join(journal, name, 'state'))
    .filter(file => fs.existsSync(file))
    .map(file => fs.readFileSync(file, 'utf8').trim())
  return states.join('+') || 'none'
}

function hookFiles(root: string): readonly string[] {
  const folder = path.join(root, 'etc/rc.d')
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.includes('nic-bonding'))
}
