import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { bondingOptions } from '../../modules/lib/bonding/options.ts'
import { runModule } from '../support/run-module.ts'

type Args = Readonly<Record<string, unknown>>

const all = [0, 1, 2, 3, 4, 5, 6]
const arp = { arp_interval: 1000, arp_ip_target: '10.0.0.1' }

/**
 * What the kernel takes, written down from its own tables (bond_opts[] and the value tables in bond_options.c of Linux 7.1.8,
 * bonding.rst for the modes of effect) and not from ours: an option that initscripts can set, values that are fine and not
 * the default, values that are not, the modes in which it does something, and what it needs beside it.
 */
const options: readonly (readonly [
  name: string,
  valid: readonly unknown[],
  invalid: readonly unknown[],
  modes: readonly number[],
  beside: Args
])[] = [
  ['mode', [0, 'active-backup', '2', 'broadcast', '802.3ad', 5, 'balance-alb'], [7, -1, 'active_backup', ''], all, {}],
  ['miimon', [1, '100', 2147483647], [-1, 2147483648, '1s', 0.5], all, {}],
  ['updelay', [100, '200'], [-100, 2147483700, 'no'], all, { miimon: 100 }],
  ['downdelay', [100, '200'], [-100, 2147483700, 'no'], all, { miimon: 100 }],
  ['peer_notif_delay', [100, 300000], [-1, 300100, '1s'], [1], { miimon: 100 }],
  ['arp_interval', [1, 2147483647], [-1, 2147483648, 'often'], [0, 1, 2, 3], { arp_ip_target: '10.0.0.1' }],
  [
    'arp_ip_target',
    ['10.0.0.1', ['10.0.0.1', '10.0.0.2']],
    ['0.0.0.0', '255.255.255.255', '+10.0.0.1', 'host', '10.0.0.1,10.0.0.1', '2001:db8::1'],
    [0, 1, 2, 3],
    { arp_interval: 1000 }
  ],
  ['arp_validate', ['active', 2, 'all', 'filter', 5, 'filter_backup'], [7, 'on'], [0, 1, 2, 3], arp],
  ['arp_all_targets', ['all', 1], [2, 'every'], [1], { ...arp, arp_validate: 'all' }],
  ['arp_missed_max', [1, 255], [0, 256, 'many'], [0, 1, 2, 3], arp],
  ['fail_over_mac', ['active', 1, 'follow', 2], [3, 'ACTIVE'], [1], { miimon: 100 }],
  [
    'xmit_hash_policy',
    ['layer3+4', 2, 'encap2+3', 4, 'vlan+srcmac'],
    [6, 'layer4', 'layer2,layer3'],
    [2, 4, 5, 6],
    { miimon: 100 }
  ],
  ['lacp_rate', ['fast', 1], [2, 30], [4], { miimon: 100 }],
  ['lacp_active', ['off', 0, false, 'no'], [2, 'passive'], [4], { miimon: 100 }],
  ['ad_select', ['bandwidth', 2, 'actor_port_prio'], [4, 'fastest'], [4], { miimon: 100 }],
  ['ad_actor_sys_prio', [1, 65534], [0, 65536, 'low'], [4], { miimon: 100 }],
  [
    'ad_actor_system',
    ['02:00:00:00:00:01', '00:00:5E:00:53:Af'],
    ['01:00:5e:00:00:01', 'ff:ff:ff:ff:ff:ff', '02:00:00:00:00', 5200001234],
    [4],
    { miimon: 100 }
  ],
  ['ad_user_port_key', [1, 1023], [-1, 1024, 'key'], [4], { miimon: 100 }],
  ['all_slaves_active', ['on', 1, true], [2, 'all'], all, { miimon: 100 }],
  ['resend_igmp', [0, 255], [-1, 256, 'on'], [0, 1, 5, 6], { miimon: 100 }],
  ['num_grat_arp', [0, 255], [-1, 256, 'on'], [1], { miimon: 100 }],
  ['num_unsol_na', [0, 255], [-1, 256, 'on'], [1], { miimon: 100 }],
  ['packets_per_slave', [0, 65535], [-1, 65536, 'one'], [0], { miimon: 100 }],
  ['min_links', [1, 2147483647], [-1, 2147483648, 'all'], [4], { miimon: 100 }],
  ['lp_interval', [2, 2147483647], [0, 2147483648, 'never'], [5, 6], { miimon: 100 }],
  ['tlb_dynamic_lb', ['off', 0, false], [2, 'auto'], [5, 6], { miimon: 100 }],
  ['use_carrier', ['off', 0, false], [2, 'mii'], all, { miimon: 100 }],
  ['primary_reselect', ['better', 2], [3, 'never'], [1, 5, 6], { miimon: 100, primary: 'eth0' }],
  ['primary', ['eth0', 'eth1'], ['', '../eth0', 'a-name-that-is-too-long'], [1, 5, 6], { miimon: 100 }]
]

const roots: string[] = []
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true })
})

test('the table has the options of the driver that initscripts can set, each once', () => {
  const names = options.map(([name]) => name)
  expect(bondingOptions.map(({ name }) => name).sort()).toEqual([...names].sort())
})

test('each value of each option is taken in the modes in which it does something, and refused in the others', () => {
  const rows = options.flatMap(([name, valid, , modes, beside]) =>
    all.flatMap(mode =>
      valid.map(value => ({ name, fine: modes.includes(mode), args: { mode, ...beside, [name]: value } }))
    )
  )
  const found = problemsOf(rows.map(({ args }) => args))
  expect(rows.length).toBeGreaterThan(400)
  for (const [index, { name, fine, args }] of rows.entries()) {
    const own = (found.get(index) ?? []).filter(line => line.startsWith(`${name}: `))
    expect([JSON.stringify(args), own.length], own.join('\n')).toEqual([JSON.stringify(args), fine ? 0 : 1])
    if (fine && name !== 'mode') expect(found.get(index), JSON.stringify(args)).toBeUndefined()
    if (!fine) expect(own[0]).toMatch(/(?:is refused by the driver|has no effect) in mode .*; .*use mode /)
  }
})

test('a value out of range, of another kind or spelt otherwise is refused, with what it must be', () => {
  const rows = options.flatMap(([name, , invalid, modes, beside]) =>
    invalid.map(value => ({ name, args: { mode: modes[0], ...beside, [name]: value } }))
  )
  const found = problemsOf(rows.map(({ args }) => args))
  for (const [index, { name, args }] of rows.entries()) {
    const own = (found.get(index) ?? []).filter(line => new RegExp(`^${name}(?:\\[\\d+\\])?: .* must be `).test(line))
    expect([JSON.stringify(args), own.length], String(found.get(index))).toEqual([JSON.stringify(args), 1])
  }
})

describe('what options ask of each other', () => {
  const mii = { mode: 1, miimon: 100 }
  test.each<[string, Args, RegExp | undefined]>([
    ['a delay without miimon', { mode: 1, ...arp, updelay: 100 }, /^updelay: 100 needs miimon/],
    ['a delay of nothing without miimon', { mode: 1, ...arp, updelay: 0 }, undefined],
    [
      'peer_notif_delay without miimon',
      { mode: 1, ...arp, peer_notif_delay: 100 },
      /^peer_notif_delay: 100 needs miimon/
    ],
    [
      'peer_notif_delay between two link checks',
      { ...mii, peer_notif_delay: 150 },
      /no multiple of miimon=100.*100 or 200/
    ],
    ['arp_validate without arp_interval', { ...mii, arp_validate: 'all' }, /^arp_validate: all needs arp_interval/],
    ['arp_validate=none without it', { ...mii, arp_validate: 'none' }, undefined],
    [
      'arp_all_targets without arp_validate',
      { mode: 1, ...arp, arp_all_targets: 1 },
      /^arp_all_targets: 1 needs arp_validate/
    ],
    [
      'arp_all_targets with arp_validate=none',
      { mode: 1, ...arp, arp_validate: 0, arp_all_targets: 'all' },
      /^arp_all_targets: all needs arp_validate/
    ],
    ['arp_all_targets=any without it', { mode: 1, ...arp, arp_all_targets: 'any' }, undefined],
    ['arp_missed_max without arp_interval', { ...mii, arp_missed_max: 3 }, /^arp_missed_max: 3 needs arp_interval/],
    ['use_carrier=0 without miimon', { mode: 1, ...arp, use_carrier: 0 }, /^use_carrier: 0 needs miimon/],
    ['use_carrier=1 without miimon', { mode: 1, ...arp, use_carrier: 1 }, undefined],
    [
      'primary_reselect without primary',
      { ...mii, primary_reselect: 'failure' },
      /^primary_reselect: failure needs primary/
    ],
    [
      'primary_reselect with priorities of the ports, as NetworkManager has them',
      { ...mii, primary_reselect: 'failure', port_ifcfg: { eth0: { BOND_PORT_PRIO: 10 } } },
      undefined
    ],
    [
      'both names of one setting with two values',
      { ...mii, num_grat_arp: 1, num_unsol_na: 2 },
      /^num_grat_arp: 1 differs from/
    ],
    ['both names of one setting with one value', { ...mii, num_grat_arp: 2, num_unsol_na: '2' }, undefined],
    ['both monitors', { mode: 1, miimon: 100, ...arp }, /^arp_interval: 1000 excludes miimon=100/],
    ['one monitor, and the other turned off', { mode: 1, miimon: 100, arp_interval: 0 }, /old drivers even on 0/],
    ['the same the other way', { mode: 1, ...arp, miimon: 0 }, /old drivers even on 0/],
    [
      'a driver default where it has no effect',
      { ...mii, lp_interval: 1, min_links: 0, ad_select: 'stable' },
      undefined
    ]
  ])('%s', (_, args, problem) => {
    const found = problemsOf([args]).get(0)
    if (problem === undefined) expect(found).toBeUndefined()
    else expect(found).toEqual([expect.stringMatching(problem)])
  })
})

/** The other words of the driver: bond_opts[], the parameters and the files that no BONDING_OPTS reaches. */
const unsettable: readonly (readonly [name: string, reason: RegExp, way: RegExp])[] = [
  ['ns_ip6_target', /netlink only/, /arp_ip_target/],
  ['lacp_strict', /netlink only/, /remove it/],
  ['coupled_control', /netlink only/, /remove it/],
  ['broadcast_neighbor', /netlink only/, /remove it/],
  ['actor_port_prio', /netlink only.*belongs to a port/, /remove it/],
  ['prio', /netlink only.*belongs to a port/, /use primary.*BOND_PORT_PRIO/],
  ['max_bonds', /parameter of the whole driver/, /nic\.bonding\.modprobe_options/],
  ['tx_queues', /parameter of the whole driver/, /nic\.bonding\.modprobe_options/],
  ['active_slave', /while the bond has no port/, /use primary/],
  ['queue_id', /while the bond has no port/, /BOND_PORT_QUEUE_ID/],
  ['debug', /no option of the driver/, /debugs?/],
  ['mii_status', /not what it is told/, /bond_info/],
  ['ad_partner_mac', /not what it is told/, /bond_info/]
]

describe('a word of the driver that no bond can be given', () => {
  const bond = { name: 'bond0', ports: ['eth0', 'eth1'] }
  const messageOf = (module: string, args: Args): string =>
    String(runModule(module, { root: newRoot(), ...args }).result.msg)

  test.each(unsettable)('%s, as an option', (name, reason, way) => {
    const alone = messageOf('bond', { ...bond, mode: 1, miimon: 100, [name]: 1 })
    const listed = messageOf('bond', { bonds: [{ ...bond, mode: 1, miimon: 100, [name]: 1 }] })
    expect(alone).toMatch(new RegExp(`^${name}: ${reason.source}.*`.replace(': ', ': .*')))
    expect(alone).toMatch(way)
    expect(listed).toBe(`bonds[0].${alone}`)
    expect(alone).not.toContain('Known options')
  })

  test.each([...unsettable, ['slaves', /ports join by MASTER/, /use ports/] as const])(
    '%s, in BONDING_OPTS',
    (name, reason, way) => {
      const BONDING_OPTS = `mode=1 miimon=100 ${name}=1`
      for (const [module, args, option] of [
        ['bond', { ...bond, ifcfg: { BONDING_OPTS } }, 'ifcfg'],
        ['bond', { bonds: [{ ...bond, ifcfg: { BONDING_OPTS } }] }, 'bonds[0].ifcfg'],
        ['ifcfg', { name: 'bond0', settings: { BONDING_OPTS } }, 'settings']
      ] as const) {
        const [line, ...others] = messageOf(module, args)
          .split('\n')
          .filter(text => text.startsWith(`${option}: BONDING_OPTS: ${name} `))
        expect(line).toMatch(reason)
        expect(line).toMatch(way)
        expect(others).toEqual([])
      }
    }
  )

  test('slaves is another name of ports', () => {
    const { result } = runModule('bond', { root: newRoot(), name: 'bond0', slaves: 'eth0,eth1', mode: 1, miimon: 100 })
    expect(result).toMatchObject({ changed: true, bonds: [{ ports: ['eth0', 'eth1'] }] })
  })

  test('the words that the table knows are no such words', () => {
    const BONDING_OPTS = bondingOptions.map(({ name }) => `${name}=1`).join(' ')
    expect(messageOf('ifcfg', { name: 'bond0', settings: { BONDING_OPTS } })).toBe('undefined')
  })
})

/** The problems of bonds, by their index, each without the place that its message begins with. */
function problemsOf(rows: readonly Args[]): ReadonlyMap<number, readonly string[]> {
  const bonds = rows.map((args, index) => ({
    name: `b${index}`,
    ports: ['eth0', 'eth1'],
    former_ports: 'keep',
    ...args
  }))
  const { result } = runModule('bond', {
    root: newRoot(),
    bonds: bonds.map((bond, index) => withOwnPorts(bond, index)),
    _ansible_check_mode: true
  })
  expect(result.exception).toBeUndefined()
  const found = new Map<number, readonly string[]>()
  for (const line of String(result.msg ?? '')
    .split('\n')
    .filter(Boolean)) {
    const [, index, text] = /^bonds\[(\d+)\]\.(.*)$/.exec(line) ?? []
    if (text === undefined) throw new Error(`of no bond: ${line}`)
    found.set(Number(index), [...(found.get(Number(index)) ?? []), text])
  }
  return found
}

/** A port has one bond only: eth0 and eth1 of a row are its own. */
function withOwnPorts(bond: Args, index: number): Args {
  const rename = (port: unknown): unknown => (port === 'eth0' ? `p${index}a` : port === 'eth1' ? `p${index}b` : port)
  const { primary, port_ifcfg } = bond
  return {
    ...bond,
    ports: [rename('eth0'), rename('eth1')],
    ...(primary === undefined ? {} : { primary: rename(primary) }),
    ...(port_ifcfg === undefined
      ? {}
      : {
          port_ifcfg: Object.fromEntries(Object.entries(port_ifcfg as Args).map(([port, keys]) => [rename(port), keys]))
        })
  }
}

function newRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'nic-bonding-options-'))
  roots.push(root)
  return root
}
