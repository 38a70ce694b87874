import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BondOptions } from '#generated/bond'
import { onlyResult } from '../../integration/bench/ansible.ts'
import { untilUp } from '../bench/bond-state.ts'
import { type Case, openCase } from '../bench/case.ts'
import { skipReason, theGuest } from '../bench/guest-test.ts'
import { guideBond } from '../bench/guide.ts'
import { type HostState, readSettledState } from '../bench/host-state.ts'
import { overBond } from '../bench/over-bond.ts'
import { ansibleFor, type Play, type RoleVars } from '../bench/play.ts'
import { readers } from '../bench/readers.ts'
import { watchStates } from '../bench/watch.ts'

/** A change that must not last: over the bond itself, with a network that has something wrong. */
interface CutOff {
  readonly label: string
  readonly bond: Partial<BondOptions>
  readonly vars?: RoleVars
  /** What is done to the switch before, and after. */
  readonly breaks: string
  readonly mends: string
  /** What the task says, by reader. */
  readonly says: RegExp
  /** Whether a step fails, so that going back does not wait for the deadline. */
  readonly failsIn?: 'initscripts'
}

const timeout = 12
/** Seconds within which going back must be whole. */
const whole = { initscripts: 10, networkmanager: 30, none: 0 }

const cutOffs: readonly CutOff[] = [
  {
    label: 'a gateway in the network that is dead',
    bond: { ...guideBond, gateway: '10.0.0.139' },
    vars: { bonding_verify_ping: ['10.0.0.139'] },
    breaks: 'true',
    mends: 'true',
    says: /10\.0\.0\.139/
  },
  {
    label: 'ports without carrier',
    bond: { ...guideBond, ports: ['eth2', 'eth3'] },
    breaks: 'ip link set p2 down; ip link set p3 down',
    mends: 'ip link set p2 up; ip link set p3 up',
    says: /not confirmed|undone|went back|gone back/
  },
  {
    label: 'the wrong side of the switch',
    bond: { ...guideBond, ports: ['eth2', 'eth3'] },
    // Strict: the switch must not answer there for what its own network has on br0.
    breaks:
      'ip link add br1 type bridge stp_state 0 forward_delay 0; ip link set br1 up; sysctl -qw net.ipv4.conf.br1.rp_filter=1; ip link set p2 master br1; ip link set p3 master br1',
    mends: 'ip link set p2 master br0; ip link set p3 master br0; ip link delete br1',
    says: /not confirmed|undone|went back|gone back/
  },
  {
    label: 'an address that is taken',
    bond: { ...guideBond, ipaddr: '10.0.0.77' },
    vars: { bonding_reconnect_host: '10.0.0.77' },
    breaks: 'ip address add 10.0.0.77/8 dev br0',
    mends: 'ip address delete 10.0.0.77/8 dev br0',
    says: /10\.0\.0\.77|not confirmed|undone|went back|gone back/,
    failsIn: 'initscripts'
  }
]

describe.for(readers)('a change that cuts the host off, $label', ({ reader, skipReason: readerReason }) => {
  const reason = skipReason ?? readerReason
  let host: Case
  let play: Play
  let before: HostState

  beforeAll(async () => {
    if (reason !== undefined) return
    host = await openCase(theGuest(), { reader, ports: 4 })
    for (const port of ['eth2', 'eth3'])
      await host.run(
        `printf 'DEVICE=${port}\\nONBOOT=no\\nBOOTPROTO=none\\n' >/etc/sysconfig/network-scripts/ifcfg-${port}`
      )
    if (reader === 'networkmanager')
      await host.run('nmcli connection reload; for port in eth2 eth3; do nmcli device disconnect $port || true; done')
    const run = await ansibleFor(theGuest(), host)([guideBond])
    expect(run.rc, `${run.stdout}${run.stderr}`).toBe(0)
    await untilUp(host)
    play = ansibleFor(theGuest(), overBond(theGuest(), host))
  }, 240_000)
  afterAll(async () => host?.close())

  test.for(cutOffs)(
    '$label: the host comes back by itself, and the task says so',
    {
      timeout: 240_000
    },
    async ({ bond, vars, breaks, mends, says, failsIn }, { skip }) => {
      skip(reason !== undefined, reason)
      before = await readSettledState(host)
      const watch = await watchStates(host)
      await host.onSwitch(breaks)
      const run = await play([bond], [], { bonding_rollback_timeout: timeout, ...vars })
      const seen = Object.fromEntries(await watch.seen())
      await host.onSwitch(mends)
      await setTimeout(2000)
      const after = await readSettledState(host)
      const { result, status } = onlyResult(run, host.name, 'nic.bonding.network_apply')
      const shown = JSON.stringify({ seen, result: { ...result, invocation: undefined } }, null, 1)
      expect(after, shown).toEqual(before)
      expect(status, shown).toBe('failed')
      expect(run.rc, shown).not.toBe(0)
      expect(result.msg).toMatch(says)
      expect(result.state, shown).toBe('reverted')
      const { waiting = 0, reverting = 0, reverted = 0 } = seen
      if (failsIn !== reader) expect(reverting - waiting - timeout, shown).toBeLessThanOrEqual(1)
      expect(reverted - reverting, shown).toBeLessThanOrEqual(whole[reader])
      const began =
        failsIn === reader
          ? 'after a failed step'
          : `${(reverting - waiting - timeout).toFixed(2)} s after the deadline`
      console.log(`${reader}: began ${began}, whole after ${(reverted - reverting).toFixed(2)} s: ${result.msg}`)
      await untilUp(host)
    }
  )
})
