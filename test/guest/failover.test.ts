import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onlyResult } from '../integration/bench/ansible.ts'
import { waitUntil } from '../integration/bench/processes.ts'
import { untilUp } from './bench/bond-state.ts'
import { type Case, openCase } from './bench/case.ts'
import { guestTest, skipReason, theGuest } from './bench/guest-test.ts'
import { guideBond, guideMacs } from './bench/guide.ts'
import { lacpPartner, modeBonds, modes, nameOf, portsOf } from './bench/mode-table.ts'
import { type Args, type ModulesOn, modulesOn, type Result } from './bench/modules-on.ts'
import { type StartPlay, startAnsibleFor } from './bench/play.ts'

const failover = 'nic.bonding.bond_failover'

/** The guide's Configuration Test as one variable of the role. */
describe("the guide's Configuration Test by the role", () => {
  let host: Case
  let play: StartPlay

  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await openCase(theGuest(), { arpCheck: false })
    play = startAnsibleFor(theGuest(), host)
  }, 120_000)
  afterAll(async () => host?.close())

  guestTest(
    'fail_over_mac=active: the bond takes over the address of the port in use; a summary says so',
    async () => {
      const run = await play([guideBond], [], { bonding_failover_test: true, bonding_failover_max_lost: 10 }).run
      expect(run.rc, `${run.stdout}${run.stderr}`).toBe(0)
      const { result } = onlyResult(run, host.name, failover)
      const [{ tests }] = result.results as readonly [{ tests: readonly Result[] }]
      console.log(JSON.stringify(tests, null, 1))
      expect(tests).toMatchObject([
        {
          ...{ port: 'eth0', was_active: true, switched: true, new_active_port: 'eth1', problems: [] },
          ...{ mac_before: guideMacs.eth0, mac_after: guideMacs.eth1 }
        },
        {
          ...{ port: 'eth1', was_active: true, switched: true, new_active_port: 'eth0', problems: [] },
          ...{ mac_before: guideMacs.eth1, mac_after: guideMacs.eth0 }
        }
      ])
      expect(run.stdout).toMatch(/bond0: active-backup, up, eth[01] active; eth0 up \d+ Mb\/s, eth1 up \d+ Mb\/s/)
      expect(run.stdout).toMatch(
        /bond0 \(active-backup\) without eth0: eth1 after \d+ ms, \d of \d+ probes lost, longest gap \d+ ms/
      )
      await untilUp(host)
    },
    240_000
  )

  guestTest(
    'without it the address stays; what is over the limits fails the play',
    async () => {
      const { fail_over_mac: _, ...bond } = guideBond
      const limits = { bonding_failover_test: true, bonding_failover_max_ms: 1 }
      const run = await play([bond], [], limits).run
      expect(run.rc, run.stdout).toBe(2)
      expect(run.stdout + run.stderr).toMatch(/bonding_failover_max_ms: bond0 without eth\d: \d+ ms, 1 are allowed/)
      const { result } = onlyResult(run, host.name, failover)
      const [{ tests }] = result.results as readonly [{ tests: readonly Result[] }]
      for (const { mac_before, mac_after, switched } of tests) expect([mac_after, switched]).toEqual([mac_before, true])
      await untilUp(host)
    },
    240_000
  )
})

describe('a fail-over test', () => {
  let host: Case
  let modules: ModulesOn

  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await openCase(theGuest(), { ports: 2 * modes.length, arpCheck: false })
    modules = await modulesOn(host)
    await host.onSwitch(`ip address add 192.0.2.1/24 dev br0; ${lacpPartner(4)}`)
    await modules.run('bond', { bonds: modeBonds })
    expect(await modules.run('network_apply', { rollback_timeout: 0 })).toMatchObject({ state: 'confirmed' })
    await waitUntil('every port to be up', 30, async () => {
      const { bonds } = await modules.run('bond_info', {})
      return (bonds as Bonds).every(({ ports }) => ports.every(({ mii_status }) => mii_status === 'up'))
    })
  }, 240_000)
  afterAll(async () => host?.close())

  test.for(modes.map(({ mode }, id) => ({ mode, id })))(
    '$mode: each port is taken down, the bond goes on, and the links are up again',
    { timeout: 180_000 },
    async ({ mode, id }, { skip }) => {
      skip(skipReason !== undefined, skipReason)
      const hasActive = ['active-backup', 'balance-tlb', 'balance-alb'].includes(mode)
      const result = await modules.run('bond_failover', { name: nameOf(id), ping_target: 'none' })
      expect(result.failed, JSON.stringify(result)).toBeUndefined()
      const tests = result.tests as readonly Result[]
      console.log(
        `${mode}: ${tests.map(({ port, switch_ms, back_ms }) => `${port} ${switch_ms} ms, back ${back_ms} ms`).join('; ')}`
      )
      expect(tests.map(({ port }) => port).sort()).toEqual([...portsOf(id)].sort())
      for (const { port, new_active_port, remaining_ports, problems } of tests) {
        expect(problems).toEqual([])
        const others = portsOf(id).filter(other => other !== port)
        expect([new_active_port, remaining_ports]).toEqual([hasActive ? others[0] : null, others])
      }
      await allAreUp()
    }
  )

  guestTest('refused: a silent target, too few links for min_links, the last port; no link is touched', async () => {
    const refused = async (args: Args, why: RegExp) => {
      const result = await modules.run('bond_failover', args)
      expect(result).toMatchObject({ failed: true })
      expect(result.msg).toMatch(why)
    }
    const [addressed, lacp, active] = [nameOf(1), nameOf(4), nameOf(6)]
    const [first = '', second = ''] = portsOf(6)
    await host.run(`echo 2 >/sys/class/net/${lacp}/bonding/min_links`)
    await watchLinks()
    await refused({ name: addressed, ping_target: '10.0.0.139' }, /10\.0\.0\.139: does not answer/)
    await refused({ name: lacp, ping_target: 'none' }, /min_links is 2/)
    await refused({ name: active, ping_target: 'none', ports: ['eth0'] }, /eth0 is no port of bond6/)
    await refused({ name: 'bond9' }, /no such bond/)
    expect(await linksSeen()).toBe('')
    await host.run(`echo 0 >/sys/class/net/${lacp}/bonding/min_links`)
    await host.onSwitch(`ip link set ${first.replace('eth', 'p')} down`)
    await host.run(
      `until grep -A1 "^Slave Interface: ${first}$" /proc/net/bonding/${active} | grep -q down; do sleep 0.1; done`
    )
    await watchLinks()
    await refused({ name: active, ping_target: 'none' }, new RegExp(`1 of its 2 ports can carry traffic.*${second}: `))
    expect(await linksSeen()).toBe('')
    await host.onSwitch(`ip link set ${first.replace('eth', 'p')} up`)
  })

  /** Who is killed: the module, or its guard; both at once leave the links to the next test (the documentation says so). */
  test.for([{ who: 'module' }, { who: 'guard' }])(
    'the $who killed at ten moments: no port stays down',
    { timeout: 240_000 },
    async ({ who }, { skip }) => {
      skip(skipReason !== undefined, skipReason)
      const bond = nameOf(6)
      const [first = '', second = ''] = portsOf(6)
      const command = modules.command('bond_failover', { name: bond, ping_target: 'none' })
      const moments: string[] = []
      for (let moment = 0; moment < 10; moment += 1) {
        const seen = await host.run(
          `${command} >/run/failover.out 2>&1 </dev/null & module=$!
          down() { local f; for p in ${first} ${second}; do read -r f </sys/class/net/$p/flags; (( f & 1 )) || { echo $p; return 0; }; done; return 1; }
          for i in {1..400}; do down >/dev/null && break; sleep 0.02; done
          sleep ${(moment * 0.35).toFixed(2)}
          state=$(down || echo none)
          ${who === 'module' ? 'victim=$module' : 'read -r victim rest <$(echo /run/nic-bonding/failover-*/guard.pid)'}
          kill -KILL $victim && echo "$state down" || echo over
          ${who === 'module' ? '' : 'wait $module; echo $?'}
          for i in {1..100}; do down >/dev/null || [ -n "$(ls -A /run/nic-bonding 2>/dev/null)" ] || break; sleep 0.1; done
          for i in {1..100}; do down >/dev/null || break; sleep 0.1; done; down || true`,
          { seconds: 120 }
        )
        const [state = '', ...rest] = seen.trimEnd().split('\n')
        moments.push(state)
        expect(
          rest.filter(line => /^eth/.test(line)),
          seen
        ).toEqual([])
        await host.run(
          `for i in {1..100}; do [ -z "$(ls -A /run/nic-bonding 2>/dev/null)" ] && break; sleep 0.1; done; ls -A /run/nic-bonding 2>/dev/null || true`
        )
        await allAreUp()
      }
      console.log(`${who} killed with: ${moments.join(', ')}`)
      expect(new Set(moments).size).toBeGreaterThan(1)
    }
  )

  async function allAreUp(): Promise<void> {
    await waitUntil('every port to be up', 20, async () => {
      const text = await host.run('cat /proc/net/bonding/*')
      return [...text.matchAll(/^MII Status: (.*)$/gm)].every(match => match[1] === 'up')
    })
  }

  /** What the kernel says of links from now on, of which `linksSeen` has those that are set down. */
  async function watchLinks(): Promise<void> {
    await host.run(
      'rm -f /run/links; setsid ip monitor link >/run/links 2>/dev/null </dev/null & echo $! >/run/monitor; sleep 0.5'
    )
  }

  async function linksSeen(): Promise<string> {
    return host.run("sleep 0.5; kill $(cat /run/monitor); grep '^[0-9]' /run/links | grep -v '[<,]UP[,>]' || true")
  }
})

type Bonds = readonly { readonly ports: readonly { readonly mii_status: string | null }[] }[]
