import { describe, expect, test } from 'vitest'
import type { PortVerdict } from '../../../modules/lib/failover/judge.ts'
import { runTest, type TestOrder, type TestOutcome } from '../../../modules/lib/failover/run-test.ts'
import { type Behaviour, modelBond } from './_model-bond.ts'

type Run = TestOutcome & { readonly calls: readonly string[] }

function run(behaviour: Behaviour, order: Partial<TestOrder> = {}): Run {
  const bench = modelBond(behaviour)
  const outcome = runTest(bench, {
    ...{ bond: 'bond0', timeout: 5, minLinks: 0 },
    ports: behaviour.ports ?? ['eth0', 'eth1'],
    target: behaviour.isAsked === false ? undefined : '10.0.0.138',
    ...order
  })
  return { ...outcome, calls: bench.calls }
}

/** What was done to links, without times. */
function links({ calls }: Run): readonly string[] {
  return calls.map(call => call.replace(/^\d+ /, '')).filter(call => !call.startsWith('armed'))
}

function problems({ tests, problems: others }: Run): readonly string[] {
  return [...tests.flatMap(test => test.problems), ...others]
}

function only({ tests }: Run): PortVerdict {
  const [first] = tests
  if (first === undefined) throw new Error('nothing was tested')
  return first
}

describe('modes with an active port', () => {
  test.each(['active-backup', 'balance-tlb', 'balance-alb'])('%s switches from port to port', mode => {
    const outcome = run({ mode, macFollows: true })
    expect(problems(outcome)).toEqual([])
    expect(links(outcome)).toEqual(['eth0 down', 'eth0 up', 'eth1 down', 'eth1 up'])
    const [mac0, mac1] = ['08:00:27:00:00:01', '08:00:27:00:00:02']
    expect(outcome.tests).toMatchObject([
      { port: 'eth0', was_active: true, switched: true, new_active_port: 'eth1', mac_before: mac0, mac_after: mac1 },
      { port: 'eth1', was_active: true, switched: true, new_active_port: 'eth0', mac_before: mac1, mac_after: mac0 }
    ])
    expect(outcome.differences).toEqual([])
  })

  test('its figures', () => {
    const { switch_ms, back_ms, probes_sent, probes_lost, longest_gap_ms, remaining_ports } = only(
      run({ mode: 'active-backup', downLag: 280, upLag: 400 })
    )
    expect(switch_ms).toBe(280)
    expect(back_ms).toBe(400)
    expect(probes_lost).toBeGreaterThanOrEqual(2)
    expect(probes_lost).toBeLessThanOrEqual(3)
    expect(longest_gap_ms).toBe((probes_lost ?? 0) * 100 + 100)
    // A second after each of both.
    expect(probes_sent).toBeGreaterThanOrEqual(26)
    expect(probes_sent).toBeLessThanOrEqual(28)
    expect(remaining_ports).toEqual(['eth1'])
  })

  test('without a target there are no figures of probes', () => {
    const outcome = run({ mode: 'active-backup', isAsked: false })
    expect(problems(outcome)).toEqual([])
    expect(only(outcome)).toMatchObject({ probes_sent: null, probes_lost: null, longest_gap_ms: null, switch_ms: 80 })
  })

  test('the MAC address stays without fail_over_mac', () => {
    const { mac_before, mac_after } = only(run({ mode: 'active-backup' }))
    expect(mac_after).toBe(mac_before)
  })

  test('a primary port is active again before the next is tested, which then switches nothing', () => {
    const outcome = run({ mode: 'active-backup', primary: 'eth0' })
    expect(problems(outcome)).toEqual([])
    expect(outcome.tests).toMatchObject([
      { port: 'eth0', was_active: true, switched: true },
      { port: 'eth1', was_active: false, switched: false, new_active_port: 'eth0', probes_lost: 0 }
    ])
  })

  test('the port that is active comes next', () => {
    const outcome = run({ mode: 'active-backup', ports: ['eth0', 'eth1', 'eth2'], active: 'eth2' })
    expect(outcome.tests.map(({ port }) => port)).toEqual(['eth2', 'eth0', 'eth1'])
  })

  test('one port only leaves the bond with another active port', () => {
    const outcome = run({ mode: 'active-backup' }, { ports: ['eth0'] })
    expect(outcome.differences).toEqual(['the active port is eth1 instead of eth0'])
  })

  test('no other becomes active', () => {
    const outcome = run({ mode: 'active-backup', noSwitch: true }, { ports: ['eth0'] })
    expect(only(outcome)).toMatchObject({ switched: false, switch_ms: null, new_active_port: null })
    expect(problems(outcome)).toContain('eth0: the bond chose no other active port within 5 seconds')
    expect(links(outcome)).toEqual(['eth0 down', 'eth0 up'])
  })
})

describe('modes without one', () => {
  test.each(['balance-rr', 'balance-xor', 'broadcast', '802.3ad'])('%s goes on with fewer ports', mode => {
    const aggregators = mode === '802.3ad' ? { aggregators: { eth0: 1, eth1: 1, eth2: 1 } } : {}
    const outcome = run({ mode, ports: ['eth0', 'eth1', 'eth2'], ...aggregators })
    expect(problems(outcome)).toEqual([])
    expect(outcome.tests).toMatchObject(
      ['eth0', 'eth1', 'eth2'].map(port => ({ port, was_active: false, switched: false, new_active_port: null }))
    )
    expect(outcome.tests[1]?.remaining_ports).toEqual(['eth0', 'eth2'])
    expect(only(outcome).switch_ms).toBe(80)
  })

  test('802.3ad: only the ports of the aggregator that is active carry on', () => {
    const outcome = run({
      mode: '802.3ad',
      ports: ['eth0', 'eth1', 'eth2'],
      aggregators: { eth0: 1, eth1: 1, eth2: 2 }
    })
    expect(only(outcome).remaining_ports).toEqual(['eth1'])
  })

  test('802.3ad: a port that comes back with another partner is not back', () => {
    const outcome = run({ mode: '802.3ad', aggregators: { eth0: 1, eth1: 1 }, aggregatorAfter: 7 }, { ports: ['eth1'] })
    expect(problems(outcome)).toEqual([
      'eth1: was not back within 5 seconds after its link was set up (its aggregator is not the active one)'
    ])
  })
})

describe('802.3ad takes its time after the link is up', () => {
  const lacp = { mode: '802.3ad', aggregators: { eth0: 1, eth1: 1 } }

  test('a port is back when it has agreed with its partner', () => {
    expect(only(run({ ...lacp, lacpLag: 1200 })).back_ms).toBe(1280)
  })

  test('and not when it does not', () => {
    expect(problems(run({ ...lacp, lacpLag: 60_000 }, { ports: ['eth0'] }))).toEqual([
      'eth0: was not back within 5 seconds after its link was set up (it has not agreed with its LACP partner)'
    ])
  })

  test('a driver that does not say so is taken at its link', () => {
    expect(only(run(lacp)).back_ms).toBe(80)
  })
})

describe('what is wrong', () => {
  test('the driver does not notice', () => {
    const outcome = run({ mode: 'balance-rr', unseen: ['eth0'] }, { ports: ['eth0'] })
    expect(problems(outcome)).toEqual([
      'eth0: its link was taken down, and the bond did not notice (MII status up) within 5 seconds'
    ])
    expect(only(outcome).switch_ms).toBeNull()
  })

  test('somebody else sets the link up meanwhile', () => {
    expect(problems(run({ mode: 'balance-rr', contested: ['eth0'] }, { ports: ['eth0'] }))).toEqual([
      'eth0: its link was set up by somebody else while it was to be down; the bond did not go on without it within 5 seconds'
    ])
  })

  test('too late', () => {
    const outcome = run({ mode: 'active-backup', downLag: 5200 }, { ports: ['eth0'] })
    expect(only(outcome).switch_ms).toBeNull()
    expect(problems(outcome)[0]).toContain('within 5 seconds')
  })

  test('another port goes down with it', () => {
    const outcome = run(
      { mode: 'balance-rr', ports: ['eth0', 'eth1', 'eth2'], tied: ['eth0', 'eth1'] },
      { ports: ['eth0'] }
    )
    expect(problems(outcome)).toEqual(['eth0: while it was down, eth1 went down too; see that nothing links the two'])
  })

  test('all go down with it', () => {
    const outcome = run({ mode: 'balance-rr', tied: ['eth0', 'eth1'] }, { ports: ['eth0'] })
    expect(problems(outcome)[0]).toBe('eth0: without it the bond was down (MII status down) within 5 seconds')
  })

  test('the port that takes over leads nowhere', () => {
    const outcome = run({ mode: 'active-backup', deaf: ['eth1'], primary: 'eth0' }, { ports: ['eth0'] })
    expect(problems(outcome)).toEqual([
      'eth0: while it was down, 10.0.0.138 did not answer within 5 seconds; see the switch ports of the others'
    ])
    expect(only(outcome).probes_lost).toBeGreaterThan(50)
  })

  test('the port does not come back; the other one is not touched any more', () => {
    const outcome = run({ mode: 'active-backup', broken: ['eth0'] })
    expect(problems(outcome)).toEqual([
      'eth0: was not back within 5 seconds after its link was set up (MII status down)',
      'not tested: eth1: no other port of the bond is up, so the host would be cut off; mend the others first'
    ])
    expect(links(outcome)).toEqual(['eth0 down', 'eth0 up'])
    expect(outcome.differences).toEqual(['eth0 is down', 'the active port is eth1 instead of eth0'])
  })

  test('ip cannot set it up', () => {
    const outcome = run({ mode: 'active-backup', stuck: ['eth0'] }, { ports: ['eth0'] })
    expect(problems(outcome)).toEqual([
      'eth0: could not be set up again (ip link set dev eth0 up: RTNETLINK answers: Input/output error); run: ip link set dev eth0 up'
    ])
  })

  test('a port that another test has taken with it is not tested', () => {
    const outcome = run({
      mode: 'balance-rr',
      ports: ['eth0', 'eth1', 'eth2'],
      tied: ['eth0', 'eth1'],
      broken: ['eth1']
    })
    expect(outcome.problems).toEqual(['not tested: eth1: has gone down meanwhile; mend it'])
    expect(outcome.tests.map(({ port }) => port)).toEqual(['eth0', 'eth2'])
  })

  test('min_links of what has come back', () => {
    const ports = ['eth0', 'eth1', 'eth2']
    const behaviour = { mode: '802.3ad', ports, aggregators: { eth0: 1, eth1: 1, eth2: 1 }, broken: ['eth0'] }
    const outcome = run(behaviour, { minLinks: 2 })
    expect(outcome.problems[0]).toMatch(/^not tested: eth1: min_links is 2, and 1 of the ports would carry on/)
    expect(links(outcome)).toEqual(['eth0 down', 'eth0 up'])
  })

  test('a target that has fallen silent since it was asked: nothing is touched', () => {
    const outcome = run({ mode: 'active-backup', deaf: ['eth0'] })
    expect(problems(outcome)).toEqual([
      'ping_target: 10.0.0.138 does not answer several probes in a row within 5 seconds; give one that does, or none'
    ])
    expect(outcome.calls).toEqual([])
  })
})

describe('whatever happens', () => {
  test('the guard is armed before each link goes down', () => {
    const { calls } = run({ mode: 'active-backup' })
    const words = calls.map(call => call.replace(/^\d+ (?:eth\d )?/, ''))
    expect(words).toEqual(['armed for 16', 'down', 'up', 'armed for 16', 'down', 'up'])
  })

  test('a link that is down is set up when looking at the bond fails', () => {
    const bench = modelBond({ mode: 'active-backup' })
    const look = (): never => {
      throw new Error('bond0: has gone')
    }
    const broken = { ...bench, look: () => (bench.calls.some(call => call.endsWith('down')) ? look() : bench.look()) }
    const order = { bond: 'bond0', ports: ['eth0'], timeout: 5, minLinks: 0, target: '10.0.0.138' }
    expect(() => runTest(broken, order)).toThrow('bond0: has gone')
    expect(bench.calls.map(call => call.replace(/^\d+ /, '')).slice(-2)).toEqual(['eth0 down', 'eth0 up'])
  })
})
