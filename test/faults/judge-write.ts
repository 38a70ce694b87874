import { type Bench, inShort, runTask } from './bench.ts'
import type { Sets } from './injure.ts'
import { compare, filesBelow, isSame, litterBelow } from './snapshot.ts'

/** A task that writes: recovery by a task that has nothing to do with it and nothing to write, then the task again, twice. */
export function judgeWrite(bench: Bench, { before, after }: Sets) {
  const { scenario, root } = bench
  const problems: string[] = []
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
