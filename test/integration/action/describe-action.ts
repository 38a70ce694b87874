import { afterAll, beforeAll, describe } from 'vitest'
import { versionSkipReason, versions } from '../bench/ansible.ts'
import { type Bench, openBench } from '../bench/bench.ts'
import { type Played, playOnStandIn, type StandInPlay } from '../stand-in/play.ts'
import type { Script } from '../stand-in/script.ts'
import { playOf } from './rows.ts'

/** What the tests of the action plugin are given. */
export interface ActionTests {
  /** Why this ansible-core cannot be tested here; `undefined` when it can. */
  readonly reason: string | undefined
  /** The bench, which is open while the tests run. */
  readonly bench: () => Bench
  /** Runs tasks of network_apply on a host that answers as the script says. */
  readonly play: (script: Script, tasks: readonly object[], more?: Partial<StandInPlay>) => Promise<Played>
}

/** Declares tests for every version of ansible-core, all on one bench. */
export function describeAction(declare: (given: ActionTests) => void): void {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBench()
  }, 60_000)
  afterAll(() => bench?.close())

  describe.for(versions)('ansible-core %s', version => {
    declare({
      reason: versionSkipReason(version),
      bench: () => bench,
      play: (script, tasks, more = {}) => playOnStandIn({ bench, version, script, playbook: playOf(tasks), ...more })
    })
  })
}
