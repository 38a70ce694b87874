import { expect } from 'vitest'
import { isLong } from '../support/long.ts'
import type { Tally } from './injure.ts'
import { onHost, skipReason } from './on-host.ts'
import type { Scenario } from './scenarios.ts'

type Skip = (isSkipped: boolean, why?: string) => void

/** Of one scenario, in milliseconds. */
export const timeout = isLong ? 3_600_000 : 300_000

/**
 * Injures calls of a scenario's run on a host of its own, each with FAULTS=all, and expects no problem in what it leaves.
 */
export async function expectSound({ name, step: usual }: Scenario, skip: Skip): Promise<void> {
  skip(skipReason !== undefined, skipReason)
  const step = isLong ? 1 : usual
  const tally: Tally = JSON.parse(await onHost('injure-one.ts', [name, String(step)]))
  const { calls, runs, old, astray, problems } = tally
  const left = isLong ? '' : ` (every ${step}th; FAULTS=all, npm run test:long, injures each)`
  const beside = astray === 0 ? '' : `, ${astray} at another call`
  console.log(
    `${name}: ${calls} file-changing calls, ${runs} runs injured${left}: ${old} old, ${runs - old} new${beside}`
  )
  expect(problems).toEqual([])
  expect(astray, 'runs that met another call than was meant').toBeLessThanOrEqual(runs / 2)
}
