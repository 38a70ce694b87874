import { describe, test } from 'vitest'
import { expectSound, timeout } from './expect-sound.ts'
import { writing } from './scenarios.ts'

/** Each file-changing system call of a run is injured in each way: killed at it, no space, an error of the disk. */
describe('a run that is injured leaves the old files or the new ones, and the next run converges', () => {
  test.for(writing)('$name', { timeout }, (scenario, { skip }) => expectSound(scenario, skip))
})
