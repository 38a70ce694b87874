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
import { linksSetDown, watchLinks } from './bench/watch-links.ts'

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
      const args = { name: nameOf(id), ping_target: 'none' }
      const { invocation: _, ...dry } = await checkOnly(args)
      const result = await modules.run('bond_failover', args)
      expect(result.failed, JSON.stringify(result)).toBeUndefined()
      expect(result).toMatchObject({ ...dry, tests: result.tests })
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

  /** What check mode says; it names every command of the run, and sets no link down. */
  async function checkOnly(args: Args & { readonly name: string }): Promise<Result> {
    await watchLinks(host)
    const dry = await modules.run('bond_failover', { ...args, _ansible_check_mode: true })
    expect(await linksSetDown(host)).toBe('')
    const { bonds } = await modules.run('bond_info', { name: [args.name] })
    const [bond] = bonds as Bonds
    const ports = bond?.ports.map(({ name }) => name) ?? []
    const first = ports.filter(port => port === bond?.active_port)
    const order = [...first, ...ports.filter(port => !first.includes(port))]
    expect(dry).toMatchObject({
      ...{ changed: false, bond: args.name, ping_target: 'none', tests: [] },
      plan: order.flatMap(port => [`ip link set dev ${port} down`, `ip link set dev ${port} up`])
    })
    return dry
  }

  guestTest('refused: a silent target, too few links for min_links, the last port; no link is touched', async () => {
    const refused = async (args: Args, why: RegExp) => {
      const result = await modules.run('bond_failover', args)
      expect(result).toMatchObject({ failed: true })
      expect(result.msg).toMatch(why)
    }
    const [addressed, lacp, active] = [nameOf(1), nameOf(4), nameOf(6)]
    const [first = '', second = ''] = portsOf(6)
    await host.run(`echo 2 >/sys/class/net/${lacp}/bonding/min_links`)
    await watchLinks(host)
    await refused({ name: addressed, ping_target: '10.0.0.139' }, /10\.0\.0\.139: does not answer/)
    await refused({ name: lacp, ping_target: 'none' }, /min_links is 2/)
    await refused({ name: active, ping_target: 'none', ports: ['eth0'] }, /eth0 is no port of bond6/)
    await refused({ name: 'bond9' }, /no such bond/)
    expect(await linksSetDown(host)).toBe('')
    await host.run(`echo 1 >/sys/class/net/${lacp}/bonding/min_links`)
    await host.onSwitch(`ip link set ${first.replace('eth', 'p')} down`)
    await host.run(
      `until grep -A1 "^Slave Interface: ${first}$" /proc/net/bonding/${active} | grep -q down; do sleep 0.1; done`
    )
    await watchLinks(host)
    await refused({ name: active, ping_target: 'none' }, new RegExp(`1 of its 2 ports can carry traffic.*${second}: `))
    expect(await linksSetDown(host)).toBe('')
    await host.onSwitch(`ip link set ${first.replace('eth', 'p')} up`)
  })

  async function allAreUp(): Promise<void> {
    await waitUntil('every port to be up', 20, async () => {
      const text = await host.run('cat /proc/net/bonding/*')
      return [...text.matchAll(/^MII Status: (.*)$/gm)].every(match => match[1] === 'up')
    })
  }
})

type Bonds = readonly {
  readonly active_port: string | null
  readonly ports: readonly { readonly name: string; readonly mii_status: string | null }[]
}[]
