import { describe, test } from 'vitest'
import { expectSound, timeout } from './expect-sound.ts'
import { applying } from './scenarios.ts'

/** The same for what applies, keeps and undoes a change: the module, the guard, the script that goes back. */
describe('an injured run ends confirmed, reverted or not applied, with the files of that, and the next run converges', () => {
  test.for(applying)('$name', { timeout }, (scenario, { skip }) => expectSound(scenario, skip))
})
