import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { untilUp } from './bench/bond-state.ts'
import { type Case, openCase } from './bench/case.ts'
import { skipReason, theGuest } from './bench/guest-test.ts'
import type { ModulesOn } from './bench/modules-on.ts'
import { adHocFor, type StartModule } from './bench/play.ts'
import {
  downAfterFailover,
  type Hit,
  killGuard,
  killModule,
  killSessions,
  strikeFailover
} from './bench/strike-failover.ts'
import { withGuideBond } from './bench/with-guide-bond.ts'

/** Ten in `npm run test:long`, else some of the same stretch: each costs ten seconds and more. */
const moments = process.env.FAULTS === 'all' ? 10 : 4
/** From the first command of a test to the last moment, in seconds. */
const stretch = 2.7
/** A test of two ports has some seconds from its first command; a moment that came too late is tried again, so often. */
const spareTries = 10

/** A fail-over test that runs: its end, and how its controller dies. */
interface Started {
  readonly run: Promise<{ readonly rc: number }>
  readonly kill: () => void
}

interface Death {
  readonly who: string
  /** What kills it on the host; the controller dies elsewhere. */
  readonly lines: string
  readonly start: (moment: number) => Started
}

/** Whoever carries a fail-over test, killed at several moments each. Module and guard at once: the next test sets the links up (docs). */
describe('killed during a fail-over test', () => {
  let host: Case
  let modules: ModulesOn
  let piped: StartModule
  let onTerminal: StartModule

  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await openCase(theGuest(), { arpCheck: false })
    modules = await withGuideBond(host)
    piped = adHocFor(theGuest(), host)
    onTerminal = adHocFor(theGuest(), { ...host, hostVars: { ...host.hostVars, ansible_pipelining: false } })
  }, 180_000)
  afterAll(async () => host?.close())

  const onHost = (): Started => {
    const run = host.attempt(modules.command('bond_failover', { name: 'bond0', ping_target: 'none' }), { seconds: 120 })
    return { run, kill: () => {} }
  }
  /** Without pipelining Ansible asks for a terminal, whose end is a signal to the module. */
  const byAnsible = (moment: number): Started =>
    (moment % 2 === 0 ? piped : onTerminal)('bond_failover', 'name=bond0 ping_target=none')
  const deaths: readonly Death[] = [
    { who: 'module', lines: killModule, start: onHost },
    { who: 'guard', lines: killGuard, start: onHost },
    { who: 'SSH connection', lines: killSessions, start: byAnsible },
    { who: 'controller', lines: '', start: byAnsible }
  ]

  test.for(deaths)(
    `the $who at ${moments} moments: no port stays down`,
    { timeout: 900_000 },
    async (death, { skip }) => {
      skip(skipReason !== undefined, skipReason)
      const hits: Hit[] = []
      for (let tries = 0; hits.length < moments && tries < moments + spareTries; tries += 1) {
        const hit = await killOnce(death, hits.length)
        if (hit.isDuring) hits.push(hit)
      }
      console.log(`${death.who} killed with these ports down: ${hits.map(({ down }) => down).join(', ')}`)
      expect(hits).toHaveLength(moments)
      expect(hits[0]?.down).not.toBe('none')
    }
  )

  async function killOnce({ who, lines, start }: Death, moment: number): Promise<Hit> {
    const { run, kill } = start(moment)
    const hit = await strikeFailover(host, (moment * stretch) / (moments - 1), lines)
    if (who === 'controller') kill()
    const { rc } = await run
    // Whoever waits for a dead module or a dead connection hears of it; the guard's death does not disturb the test.
    if (hit.isDuring) expect([rc === 0, who]).toEqual([who === 'guard', who])
    expect(await downAfterFailover(host)).toEqual([])
    await untilUp(host)
    return hit
  }
})
