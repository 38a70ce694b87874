import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onlyResult } from '../integration/bench/ansible.ts'
import { ambush, killed, lift, strike } from './bench/ambush.ts'
import { untilOn, untilState } from './bench/await-state.ts'
import { untilUp } from './bench/bond-state.ts'
import { type Case, openCase } from './bench/case.ts'
import { guestTest, skipReason, theGuest } from './bench/guest-test.ts'
import { guideBond } from './bench/guide.ts'
import { type HostState, readSettledState } from './bench/host-state.ts'
import type { Args, ModulesOn } from './bench/modules-on.ts'
import { type StartPlay, startAnsibleFor } from './bench/play.ts'
import { withGuideBond } from './bench/with-guide-bond.ts'

/** When a controller dies: with which command about to run on the host; with none while the change waits. */
interface Death {
  readonly label: string
  readonly command?: string
}

const deaths: readonly Death[] = [
  // The guard leaves a second for the answer to get out.
  { label: 'before the first step', command: 'sleep' },
  { label: 'in the first step, ifdown bond0', command: 'ifdown' },
  { label: 'in the last step, ifup bond0', command: 'ifup' },
  { label: 'while the change waits' }
]

const journal = '/var/lib/nic-bonding'

/** Whoever carries a change, killed at each step of it. */
describe('killed at each step', () => {
  let host: Case
  let modules: ModulesOn
  let start: StartPlay
  let before: HostState
  const calm = { ...guideBond, miimon: 200 }
  const wanted = { ...calm, fail_over_mac: 'none' } as const

  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await openCase(theGuest(), { arpCheck: false })
    modules = await withGuideBond(host)
    start = startAnsibleFor(theGuest(), host)
    before = await readSettledState(host)
  }, 180_000)
  afterAll(async () => host?.close())

  const inCase = (name: string, body: () => Promise<void>) => guestTest(name, body, 240_000)

  inCase('the guard: its keeper starts it again, each step is done once, and the host goes back', async () => {
    await modules.run('bond', wanted)
    await ambush(host, 'ifdown', 'kill_guard')
    await ambush(host, 'mv', '[[ $last != ifcfg-* ]] || kill_guard')
    await ambush(host, 'ifup', 'kill_guard; [ $state = applying ] || kill_revert')
    expect(await apply({ id: 'hunted', rollback_timeout: 5 })).toMatchObject({ state: 'waiting' })
    await strike(host, 'kill_guard')
    await untilState(host, 'reverted')
    await lift(host, 'ifdown', 'mv', 'ifup')
    await expectKilled([
      'guard (applying, mv ifcfg-bond0)',
      'guard (applying, ifdown bond0)',
      'guard (applying, mv ifcfg-bond0)',
      'guard (applying, ifup bond0)',
      'guard (waiting, between steps)',
      'guard (reverting, ifdown bond0)',
      'guard (reverting, mv ifcfg-bond0)',
      'guard (reverting, ifup bond0)',
      'revert (reverting, ifup bond0)'
    ])
    await isAsBefore()
  })

  inCase('the guard with its keeper: nobody goes on, until somebody asks', async () => {
    await modules.run('bond', wanted)
    await ambush(host, 'ifdown', 'if [ $state = applying ]; then kill_keeper; else kill_revert; fi')
    await ambush(host, 'ifup', 'if [ $state = applying ]; then kill_keeper; else note nobody; fi')
    await apply({ id: 'alone', rollback_timeout: 60, wait: false })
    await nobodyGoesOn('alone', 'f-001', 'applying')
    const ask = (state: string) => modules.run('network_apply', { state, id: 'alone' })
    expect(await ask('status')).toMatchObject({ changed: false, state: 'applying' })
    await nobodyGoesOn('alone', 'f-003', 'applying')
    expect(await ask('confirmed')).toMatchObject({ failed: true, not_yet: true, state: 'applying' })
    await untilState(host, 'waiting')
    await strike(host, 'kill_keeper')
    expect(await ask('reverted')).toMatchObject({ failed: true, state: 'reverting' })
    await nobodyGoesOn('alone', 'b-001', 'reverting')
    expect(await ask('reverted')).toMatchObject({ changed: true, state: 'reverted' })
    await lift(host, 'ifdown', 'ifup')
    await expectKilled([
      'keeper and guard (applying, ifdown bond0)',
      'keeper and guard (applying, ifup bond0)',
      'keeper and guard (waiting, between steps)',
      'revert (reverting, ifdown bond0)',
      'nobody (reverting, ifup bond0)'
    ])
    await isAsBefore()
  })

  inCase('the guard with its keeper, while the change waits: it can be confirmed', async () => {
    await modules.run('bond', calm)
    expect(await apply({ id: 'kept', rollback_timeout: 60 })).toMatchObject({ state: 'waiting' })
    await strike(host, 'kill_keeper')
    const confirm = modules.command('network_apply', { state: 'confirmed', id: 'kept' })
    const answer = await host.run(`SSH_CONNECTION='10.0.0.1 1024 10.0.2.12 22' ${confirm}`)
    expect(JSON.parse(answer)).toMatchObject({ changed: true, state: 'confirmed' })
    await expectKilled(['keeper and guard (waiting, between steps)'])
    before = await readSettledState(host)
    await isFree()
  })

  test.for(deaths)(
    'the controller, $label: the host goes back by itself',
    { timeout: 240_000 },
    async ({ label, command }, { skip }) => {
      skip(skipReason !== undefined, skipReason)
      const hold = ': >/run/held; until [ -e /run/go ]; do sleep 0.1; done'
      await host.run('rm -f /run/held /run/go')
      if (command !== undefined) await ambush(host, command, `[ $state != applying ] || { ${hold}; }`)
      const timeout = command === undefined ? 3 : 1
      // An address that nobody has keeps the host from confirming before the controller is dead.
      const play = start([wanted], [], { bonding_rollback_timeout: timeout, bonding_verify_ping: ['10.0.0.139'] })
      if (command === undefined) await untilState(host, 'waiting')
      else await untilOn(host, '[ -e /run/held ]')
      play.kill()
      expect((await play.run).rc).toBe(-1)
      await host.run(': >/run/go')
      if (command !== undefined) await lift(host, command)
      await untilState(host, 'reverted')
      expect(await host.run(`cat ${journal}/*/reason`)).toBe(`not confirmed within ${timeout} seconds\n`)
      await isAsBefore()
      console.log(`killed: the controller ${label}`)
    }
  )

  inCase('SSH: the play gets to its end and converges, and a further one changes nothing', async () => {
    // The module reads the network by ip before it hands the change over, and before it confirms. The first time it is killed with
    // its session, so that nothing comes of the call; the second time only the answer is lost.
    const first = ': >/run/once-$state; kill_sessions; kill -KILL $PPID; note module'
    const second = ': >/run/twice-$state; kill_sessions'
    const twice = `if [ ! -e /run/once-$state ]; then ${first}; elif [ ! -e /run/twice-$state ]; then ${second}; fi`
    await ambush(host, 'ip', `case $state in written | waiting) ${twice} ;; esac`)
    for (const step of ['ifdown', 'ifup']) await ambush(host, step, 'kill_sessions')
    const run = await start([wanted], [], { bonding_rollback_timeout: 60, bonding_verify_ping: ['10.0.0.138'] }).run
    await lift(host, 'ip', 'ifdown', 'ifup')
    expect(run.rc, `${run.stdout}${run.stderr}`).toBe(0)
    const { result } = onlyResult(run, host.name, 'nic.bonding.network_apply')
    expect(result).toMatchObject({ changed: true, state: 'confirmed', plan: ['ifdown bond0', 'ifup bond0'] })
    await expectKilled([
      'session (written, ip show)',
      'module (written, ip show)',
      'session (written, ip show)',
      'session (applying, ifdown bond0)',
      'session (applying, ifup bond0)',
      'session (waiting, ip show)',
      'module (waiting, ip show)',
      'session (waiting, ip show)'
    ])
    expect(await host.run('cat /sys/class/net/bond0/bonding/fail_over_mac')).toBe('none 0\n')
    await untilUp(host)
    await isFree()
    const again = await start([wanted]).run
    expect(again.stdout).toMatch(/changed=0 .*failed=0/)
    expect(again.rc, `${again.stdout}${again.stderr}`).toBe(0)
  })

  const apply = (args: Args) => modules.run('network_apply', args)

  /** A step that had begun ends; no process of the change is left then. */
  async function nobodyGoesOn(id: string, step: string, state: string): Promise<void> {
    await untilOn(
      host,
      `[ -s ${journal}/${id}/reports/${step}.rc ] && ! grep -qs "${id}/guar[d]\\|${id}/rever[t]" /proc/[0-9]*/cmdline`
    )
    expect(await host.run(`cat ${journal}/${id}/state`)).toBe(`${state}\n`)
  }

  async function expectKilled(list: readonly string[]): Promise<void> {
    const found = await killed(host)
    console.log(`killed: ${found.join(', ')}`)
    expect(found).toEqual(list)
  }

  async function isAsBefore(): Promise<void> {
    await untilUp(host)
    expect(await readSettledState(host), await host.run('cat /var/log/nic-bonding.log')).toEqual(before)
    await isFree()
  }

  async function isFree(): Promise<void> {
    expect(await host.run(`ls ${journal} | grep lock; find /etc/rc.d -name "*nic-bonding*"`)).toBe('')
  }
})
