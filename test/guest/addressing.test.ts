import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BondOptions } from '#generated/bond'
import { onlyResult, type Run } from '../integration/bench/ansible.ts'
import { waitUntil } from '../integration/bench/processes.ts'
import { type Case, openCase } from './bench/case.ts'
import { skipReason, theGuest } from './bench/guest-test.ts'
import { modulesOn } from './bench/modules-on.ts'
import { ansibleFor, type Play } from './bench/play.ts'
import { readers } from './bench/readers.ts'

const apply = 'nic.bonding.network_apply'
const scripts = '/etc/sysconfig/network-scripts'

const bond: Partial<BondOptions> = {
  ...{ name: 'bond0', ports: ['eth0', 'eth1'], mode: 'active-backup', miimon: 100, fail_over_mac: 'active' },
  ...{ ipaddr: '10.0.2.12', prefix: 8, ipaddr_secondaries: ['10.0.2.13/8', '172.16.5.12/24'] },
  ...{ ipv6addr: '2001:db8::12/64', ipv6addr_secondaries: ['2001:db8:1::12/64', '2001:db8::13/64'] },
  ...{ ipv6_autoconf: false, ipv6_defaultgw: '2001:db8::1' },
  routes: [
    { to: '192.0.2.0/24', via: '10.0.0.1' },
    { to: '2001:db8:9::/48', via: '2001:db8::9' }
  ]
}

/** Rules are initscripts' own; NetworkManager takes them as keys of the ifcfg file. */
const rules: { readonly [reader: string]: Partial<BondOptions> } = {
  initscripts: { rules: [{ from: '10.0.2.13', table: '100', priority: 100 }] },
  networkmanager: { ifcfg: { ROUTING_RULE_1: 'priority 100 from 10.0.2.13/32 table 100' } }
}

/** What the kernel has of the bond, in the order of its text. */
interface Kernel {
  readonly addresses: readonly string[]
  readonly routes: readonly string[]
  readonly rules: readonly string[]
}

const running: Kernel = {
  addresses: [
    '10.0.2.12/8',
    '10.0.2.13/8',
    '172.16.5.12/24',
    '2001:db8:1::12/64',
    '2001:db8::12/64',
    '2001:db8::13/64'
  ],
  routes: ['192.0.2.0/24 via 10.0.0.1', '2001:db8:9::/48 via 2001:db8::9', 'default via 2001:db8::1'],
  rules: ['100: from 10.0.2.13 lookup 100']
}
const nothing: Kernel = { addresses: [], routes: [], rules: [] }

describe.for(readers)('addresses, routes and rules of a bond, $label', ({ reader, skipReason: readerReason }) => {
  const reason = skipReason ?? readerReason
  const wanted = { ...bond, ...rules[reader] }
  let host: Case
  let play: Play

  beforeAll(async () => {
    if (reason !== undefined) return
    host = await openCase(theGuest(), { reader, ports: 2, arpCheck: false })
    play = ansibleFor(theGuest(), host)
  }, 120_000)
  afterAll(async () => host?.close())

  test('all of it comes, and the second run changes nothing', { timeout: 300_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    await expectKernel(await play([wanted]), running)
    await expectNoOp(wanted)
  })

  test('a route: the bond only, in the numbered form as well', { timeout: 300_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    // As somebody may have written it, for the same route.
    await host.run(`cat >${scripts}/route-bond0 <<END
# by hand
ADDRESS0=192.0.2.0
NETMASK0=255.255.255.0
GATEWAY0=10.0.0.1
END`)
    await expectNoOp(wanted)
    const routes = [
      { to: '192.0.2.0/24', via: '10.0.0.1' },
      { to: '198.51.100.0/24', via: '10.0.0.2' },
      { to: '2001:db8:9::/48', via: '2001:db8::9' }
    ]
    const run = await play([{ ...wanted, routes }])
    await expectKernel(run, {
      ...running,
      routes: [running.routes[0] ?? '', '198.51.100.0/24 via 10.0.0.2', ...running.routes.slice(1)]
    })
    expect(onlyResult(run, host.name, apply).result.plan).toEqual(
      reader === 'initscripts'
        ? ['ifdown bond0', 'ifup bond0']
        : ['nmcli connection reload', 'nmcli device reapply bond0']
    )
    expect(await host.run(`cat ${scripts}/route-bond0`)).toContain('# by hand\nADDRESS0=192.0.2.0\n')
    await expectNoOp({ ...wanted, routes })
  })

  test('what the numbered form has no words for is written anew', { timeout: 300_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    const routes = [{ to: '192.0.2.0/24', via: '10.0.0.2', metric: 77 }]
    const run = await play([{ ...wanted, ipaddr_secondaries: ['10.0.2.13/8'], routes }])
    const addresses = running.addresses.filter(address => address !== '172.16.5.12/24')
    await expectKernel(run, {
      ...running,
      addresses,
      routes: ['192.0.2.0/24 via 10.0.0.2 metric 77', 'default via 2001:db8::1']
    })
    const files = await host.run(`cd ${scripts}; cat route-bond0; ls route6-bond0 || echo none`)
    expect(files).toBe('# by hand\n192.0.2.0/24 via 10.0.0.2 dev bond0 metric 77\nnone\n')
  })

  test('a change of all that is undone leaves nothing of itself', { timeout: 300_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    const modules = await modulesOn(host)
    const before = await readKernel(host)
    const files = await host.run(`cd ${scripts}; cat *bond0`)
    const other = {
      ...{ routes: [{ to: '198.51.100.0/24', via: '10.0.0.7' }], ipaddr_secondaries: ['10.0.2.14/8'] },
      ...(reader === 'initscripts' ? { rules: [{ from: '10.0.2.14', table: '101', priority: 101 }] } : {})
    }
    const written = await modules.run('bond', { ...wanted, ...other })
    const applied = await modules.run('network_apply', {
      changes: written.changes,
      id: 'undone',
      rollback_timeout: 100
    })
    expect(applied).toMatchObject({ state: 'waiting' })
    await waitUntil('the change to run', 60, async () =>
      (await readKernel(host)).routes.includes('198.51.100.0/24 via 10.0.0.7')
    )
    expect(await modules.run('network_apply', { state: 'reverted', id: 'undone' })).toMatchObject({ state: 'reverted' })
    await waitUntil('the kernel to have it again', 60, async () => {
      return JSON.stringify(await readKernel(host)) === JSON.stringify(before)
    }).catch(() => {})
    expect(await readKernel(host)).toEqual(before)
    expect(await host.run(`cd ${scripts}; cat *bond0`)).toBe(files)
  })

  test('absent takes all of it away', { timeout: 300_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    await expectKernel(await play([{ name: 'bond0', state: 'absent' }]), nothing)
    expect(await host.run(`cd ${scripts}; ls | grep -c bond0 || true`)).toBe('0\n')
    await expectNoOp({ name: 'bond0', state: 'absent' })
  })

  async function expectNoOp(again: Partial<BondOptions>): Promise<void> {
    const run = await play([again])
    expect(run.rc, said(run)).toBe(0)
    expect(run.results.filter(({ result }) => result.changed === true)).toEqual([])
  }

  async function expectKernel(run: Run, kernel: Kernel): Promise<void> {
    expect(run.rc, said(run)).toBe(0)
    let seen: Kernel | undefined
    await waitUntil('the kernel to have it', 20, async () => {
      seen = await readKernel(host)
      return JSON.stringify(seen) === JSON.stringify(kernel)
    }).catch(() => {})
    expect(seen, said(run)).toEqual(kernel)
  }
})

/** Global addresses, routes that are nobody's own making, rules that the kernel does not have by itself. */
async function readKernel(host: Case): Promise<Kernel> {
  const text = await host.run(`
    ip -o address show dev bond0 scope global 2>/dev/null | awk '{ print $4 }'; echo ===
    { ip -4 route show dev bond0; ip -6 route show dev bond0; } 2>/dev/null | grep ' via '; echo ===
    ip rule show | grep -v 'lookup \\(local\\|main\\|default\\)' || true`)
  const [addresses = [], routes = [], kernelRules = []] = text
    .split('===\n')
    .map(part => part.split('\n').filter(line => line !== ''))
  const plain = routes.map(line =>
    line
      .replace(/ (proto|pref|src) \S+/g, '')
      .replace(/^default (.*) metric \S+/, 'default $1')
      .replace(/ metric (300|550|1024)\b/, '')
      .trim()
  )
  return {
    addresses: addresses.sort(),
    routes: plain.sort(),
    rules: kernelRules.map(line => line.replace(/\s+/g, ' ').replace(' proto static', ''))
  }
}

function said(run: Run): string {
  return `${run.stdout}${run.stderr}${JSON.stringify(run.results.at(-1)?.result, null, 1)}`
}
