import { describe, expect, test } from 'vitest'
import { type BondSample, hasActivePort, othersFor, sampleBond } from '../../../modules/lib/failover/bond-sample.ts'
import { devicesOn, standsOn } from '../../../modules/lib/failover/stacked-on.ts'
import { parseGateways } from '../../../modules/lib/host/routes.ts'
import { memoryHost } from '../bonding/steps/_memory-host.ts'

const net = '/sys/class/net'

function hostOf(files: Readonly<Record<string, string>>) {
  return memoryHost({ files: new Map(Object.entries(files)), links: new Map() })
}

const common = {
  [`${net}/bond0/flags`]: '0x1403\n',
  [`${net}/bond0/address`]: '08:00:27:43:66:17\n',
  [`${net}/bond0/bonding/slaves`]: 'eth0 eth1\n',
  [`${net}/eth0/flags`]: '0x1803\n',
  [`${net}/eth1/flags`]: '0x1802\n'
}

describe('a bond at one moment', () => {
  test('active-backup, one port set down', () => {
    const host = hostOf({
      ...common,
      [`${net}/bond0/bonding/mode`]: 'active-backup 1\n',
      [`${net}/bond0/bonding/active_slave`]: 'eth0\n',
      '/proc/net/bonding/bond0': [
        'Ethernet Channel Bonding Driver: v3.7.1 (April 27, 2011)\n',
        'Bonding Mode: fault-tolerance (active-backup)\nMII Status: up\n',
        'Slave Interface: eth0\nMII Status: up\n',
        'Slave Interface: eth1\nMII Status: down\n'
      ].join('\n')
    })
    expect(sampleBond(host, 'bond0')).toEqual({
      ...{ isUp: true, mode: 'active-backup', miiStatus: 'up', mac: '08:00:27:43:66:17' },
      ...{ activePort: 'eth0', aggregator: undefined },
      ports: [
        { port: 'eth0', isUp: true, miiStatus: 'up', aggregator: undefined, isNegotiated: undefined },
        { port: 'eth1', isUp: false, miiStatus: 'down', aggregator: undefined, isNegotiated: undefined }
      ]
    })
  })

  /** As bond_info_show_master() and bond_info_show_slave() print it: the active aggregator, then that of each port. */
  test('802.3ad has aggregators', () => {
    const pdus = (actor: number, partner: number): string =>
      `details actor lacp pdu:\n    port number: 1\n    port state: ${actor}\ndetails partner lacp pdu:\n    oper key: 15\n    port state: ${partner}\n`
    const host = hostOf({
      ...common,
      [`${net}/bond0/bonding/slaves`]: 'eth0 eth1 eth2\n',
      [`${net}/bond0/bonding/mode`]: '802.3ad 4\n',
      '/proc/net/bonding/bond0': [
        'Bonding Mode: IEEE 802.3ad Dynamic link aggregation\nMII Status: up\n',
        '802.3ad info\nLACP rate: fast\nMin links: 0\nActive Aggregator Info:\n\tAggregator ID: 2\n\tNumber of ports: 1\n',
        `Slave Interface: eth0\nMII Status: up\nAggregator ID: 1\nActor Churn State: none\n${pdus(61, 63)}`,
        `Slave Interface: eth1\nMII Status: up\nAggregator ID: 2\n${pdus(5, 63)}`,
        'Slave Interface: eth2\nMII Status: up\nAggregator ID: 3\n'
      ].join('\n')
    })
    const sample = sampleBond(host, 'bond0')
    expect(sample).toMatchObject({ aggregator: 2, activePort: undefined })
    expect(sample?.ports.map(({ aggregator }) => aggregator)).toEqual([1, 2, 3])
    expect(sample?.ports.map(({ isNegotiated }) => isNegotiated)).toEqual([true, false, undefined])
  })

  test('no bond', () => {
    expect(sampleBond(hostOf({ [`${net}/eth0/flags`]: '0x1803\n' }), 'eth0')).toBeUndefined()
  })
})

describe('the ports that carry on', () => {
  const sampleOf = (
    mode: string,
    rows: readonly (readonly [string, string, number?])[],
    aggregator?: number
  ): BondSample => ({
    ...{ isUp: true, mode, miiStatus: 'up', mac: '', activePort: undefined, aggregator },
    ports: rows.map(([port, miiStatus, number]) => ({
      port,
      isUp: true,
      miiStatus,
      aggregator: number,
      isNegotiated: undefined
    }))
  })

  test.each<[string, BondSample, string, readonly string[]]>([
    [
      'those that are up',
      sampleOf('balance-rr', [
        ['a', 'up'],
        ['b', 'down'],
        ['c', 'up'],
        ['d', 'going back']
      ]),
      'a',
      ['c']
    ],
    [
      '802.3ad: of the active aggregator',
      sampleOf(
        '802.3ad',
        [
          ['a', 'up', 1],
          ['b', 'up', 1],
          ['c', 'up', 2]
        ],
        1
      ),
      'a',
      ['b']
    ],
    [
      '802.3ad: none is left there',
      sampleOf(
        '802.3ad',
        [
          ['a', 'up', 1],
          ['b', 'up', 2],
          ['c', 'up', 3],
          ['d', 'up', 3]
        ],
        1
      ),
      'a',
      ['c', 'd']
    ],
    [
      '802.3ad: none at all',
      sampleOf(
        '802.3ad',
        [
          ['a', 'up', 1],
          ['b', 'down', 2]
        ],
        1
      ),
      'a',
      []
    ]
  ])('%s', (_, sample, without, expected) => {
    expect(othersFor(sample, without)).toEqual(expected)
  })

  test('modes with an active port', () => {
    const modes = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast', '802.3ad', 'balance-tlb', 'balance-alb']
    expect(modes.filter(mode => hasActivePort(sampleOf(mode, [])))).toEqual([
      ...['active-backup', 'balance-tlb', 'balance-alb']
    ])
  })
})

describe('what stands on what', () => {
  const modern = hostOf({
    [`${net}/bonding_masters`]: 'bond0\n',
    [`${net}/eth0/flags`]: '',
    [`${net}/bond0/lower_eth0`]: '',
    [`${net}/bond0.100/lower_bond0`]: '',
    [`${net}/br0/lower_bond0.100`]: '',
    [`${net}/eth0.5/lower_eth0`]: ''
  })
  const old = hostOf({
    [`${net}/bonding_masters`]: 'bond0\n',
    [`${net}/bond0/bonding/slaves`]: 'eth0 eth1\n',
    [`${net}/bond0.100/flags`]: '',
    '/proc/net/vlan/bond0.100': 'bond0.100  VID: 100\t REORDER_HDR: 1\nDevice: bond0\n',
    [`${net}/br0/brif/bond0.100`]: '',
    [`${net}/eth0.5/flags`]: '',
    '/proc/net/vlan/eth0.5': 'eth0.5  VID: 5\nDevice: eth0\n'
  })

  test.each([
    ['Linux 3.9 and later', modern],
    ['Linux 2.6.32', old]
  ])('%s', (_, host) => {
    expect(['bond0', 'bond0.100', 'br0'].map(device => standsOn(host, device, 'bond0'))).toEqual([true, true, true])
    expect(['eth0', 'eth0.5', 'lo'].map(device => standsOn(host, device, 'bond0'))).toEqual([false, false, false])
    expect(devicesOn(host, 'eth0')).toEqual(['bond0', 'eth0.5'])
  })
})

test('default routes, as ip(8) of EL6 and of today prints them', () => {
  const text = [
    'default via 10.0.0.138 dev bond0 ',
    'default via 10.9.0.1 dev eth7 proto dhcp src 10.9.0.2 metric 100',
    'default dev ppp0 scope link',
    '10.0.0.0/8 dev bond0 proto kernel scope link src 10.0.2.12',
    'default via fe80::1 dev bond0 proto ra metric 1024',
    'default via 2001:db8::1 dev bond0.100 metric 1024 pref medium'
  ].join('\n')
  expect(parseGateways(text)).toEqual([
    { address: '10.0.0.138', device: 'bond0' },
    { address: '10.9.0.1', device: 'eth7' },
    { address: '2001:db8::1', device: 'bond0.100' }
  ])
})
