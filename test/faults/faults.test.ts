import { describe, expect, test } from 'vitest'
import type { Tally } from './injure.ts'
import { onHost, skipReason } from './on-host.ts'
import { scenarios } from './scenarios.ts'

const all = process.env.FAULTS === 'all'
const step = all ? 1 : 7

/** Each file-changing system call of a run is injured in each way: killed at it, no space, an error of the disk. */
describe('a run that is injured leaves the old files or the new ones, and the next run converges', () => {
  test.for(scenarios)('$name', { timeout: all ? 3_600_000 : 300_000 }, async ({ name }, { skip }) => {
    skip(skipReason !== undefined, skipReason)
    const tally: Tally = JSON.parse(await onHost('injure-one.ts', [name, String(step)]))
    const { calls, runs, old, problems } = tally
    const left = all ? '' : ` (every ${step}th; FAULTS=all, npm run test:long, injures each)`
    console.log(`${name}: ${calls} file-changing calls, ${runs} runs injured${left}: ${old} old, ${runs - old} new`)
    expect(problems).toEqual([])
  })
})
