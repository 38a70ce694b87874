import { afterAll, beforeAll, describe, expect } from 'vitest'
import { ambush, killed, lift, strike } from './bench/ambush.ts'
import { untilOn, untilState } from './bench/await-state.ts'
import { untilUp } from './bench/bond-state.ts'
import { type Case, openCase } from './bench/case.ts'
import { guestTest, skipReason, theGuest } from './bench/guest-test.ts'
import { guideBond } from './bench/guide.ts'
import { type HostState, readSettledState } from './bench/host-state.ts'
import type { Args, ModulesOn } from './bench/modules-on.ts'
import { adHocFor, type StartPlay, startAnsibleFor } from './bench/play.ts'
import { downAfterFailover, strikeFailover } from './bench/strike-failover.ts'
import { withGuideBond } from './bench/with-guide-bond.ts'

const journal = '/var/lib/nic-bonding'

/** What systemd does with the guard; its boot hook is met by the power cuts. */
describe('a guard that systemd runs', () => {
  let host: Case
  let modules: ModulesOn
  let start: StartPlay
  let before: HostState
  const wanted = { ...guideBond, fail_over_mac: 'none' } as const

  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await openCase(theGuest(), { init: 'systemd', arpCheck: false })
    modules = await withGuideBond(host)
    start = startAnsibleFor(theGuest(), host)
    before = await readSettledState(host)
  }, 180_000)
  afterAll(async () => host?.close())

  const inCase = (name: string, body: () => Promise<void>) => guestTest(name, body, 180_000)

  inCase('is a unit of its own: it outlives sshd with all of its sessions, and the host goes back', async () => {
    // An address that nobody has keeps the change from being confirmed.
    const play = start([wanted], [], { bonding_rollback_timeout: 10, bonding_verify_ping: ['10.0.0.139'] })
    await untilState(host, 'waiting')
    const group = await host.run(`read -r pid rest <$(echo ${journal}/*/guard.lock); cat /proc/$pid/cgroup`)
    expect(group).toMatch(/^0::\/system\.slice\/nic-bonding-\w+\.service\n$/)
    const sessions = 'cat /sys/fs/cgroup/system.slice/sshd.service/cgroup.procs | wc -l'
    expect(Number(await host.run(sessions))).toBeGreaterThan(1)
    await host.run('systemctl kill --kill-who=all --signal=KILL sshd.service')
    play.kill()
    await play.run
    await untilState(host, 'reverted')
    await isAsBefore()
    await host.run('systemctl start sshd.service')
  })

  inCase('is started again by systemd when it is killed with its keeper: each step is done once', async () => {
    await modules.run('bond', wanted)
    await ambush(host, 'ifdown', 'if [ $state = applying ]; then kill_keeper; else note nobody; fi')
    await ambush(host, 'ifup', 'if [ $state = reverting ]; then kill_keeper; else note nobody; fi')
    expect(await apply({ id: 'hunted', rollback_timeout: 5 })).toMatchObject({ state: 'waiting' })
    await strike(host, 'kill_keeper')
    await untilState(host, 'reverted')
    await lift(host, 'ifdown', 'ifup')
    expect(await killed(host)).toEqual([
      'keeper and guard (applying, ifdown bond0)',
      'nobody (applying, ifup bond0)',
      'keeper and guard (waiting, between steps)',
      'nobody (reverting, ifdown bond0)',
      'keeper and guard (reverting, ifup bond0)'
    ])
    await isAsBefore()
  })

  inCase('leaves alone what a step has started to stay, as a DHCP client', async () => {
    await modules.run('bond', wanted)
    await ambush(host, 'ifup', 'setsid sleep 54321 >/dev/null 2>&1 </dev/null &')
    expect(await apply({ rollback_timeout: 0 })).toMatchObject({ state: 'confirmed' })
    await lift(host, 'ifup')
    await isFree()
    expect(await host.run('pkill --count --full "^sleep 54321"')).toBe('1\n')
  })

  inCase(
    'is a unit in a fail-over test, too: sshd dies with all that it started, and the links are set up',
    async () => {
      const test = adHocFor(theGuest(), host)('bond_failover', 'name=bond0 ping_target=none')
      const guard = 'read -r pid rest <$(echo /run/nic-bonding/failover-*/guard.pid); cat /proc/$pid/cgroup >/run/group'
      const kill = `${guard}; systemctl kill --kill-who=all --signal=KILL sshd.service`
      const hit = await strikeFailover(host, 0.3, kill)
      expect([hit.isDuring, hit.down]).toEqual([true, expect.stringMatching(/^eth[01]$/)])
      expect((await test.run).rc).not.toBe(0)
      expect(await downAfterFailover(host)).toEqual([])
      expect(await host.run('cat /run/group')).toMatch(/^0::\/system\.slice\/nic-bonding-\S+\.service\n$/)
      await host.run('systemctl start sshd.service')
      await untilUp(host)
    }
  )

  const apply = (args: Args) => modules.run('network_apply', args)

  async function isAsBefore(): Promise<void> {
    await untilUp(host)
    expect(await readSettledState(host), await host.run('cat /var/log/nic-bonding.log')).toEqual(before)
    await isFree()
  }

  async function isFree(): Promise<void> {
    await untilOn(host, '[ -z "$(systemctl --quiet list-units "nic-bonding*")" ]')
    expect(await host.run(`ls ${journal} | grep lock; find /etc/systemd -name "*nic-bonding*"`)).toBe('')
  }
})
