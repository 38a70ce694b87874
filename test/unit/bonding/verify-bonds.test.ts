import { describe, expect, test } from 'vitest'
import { readInventory } from '../../../modules/lib/bonding/inventory.ts'
import { driftOf } from '../../../modules/lib/bonding/verify/drift.ts'
import { verifyBonds } from '../../../modules/lib/bonding/verify/verify-bonds.ts'
import type { NetworkState } from '../../../modules/lib/change/network-state.ts'
import { parseIfcfg } from '../../../modules/lib/ifcfg/parse-ifcfg.ts'
import { hostWith, scripts } from './_files.ts'

const sys = '/sys/class/net/bond0'
const bonding = `${sys}/bonding`

/** The guide's bond, as its files and the kernel have it (bond_sysfs.c, bond_info_show_master(), bond_info_show_slave()). */
const good = {
  'ifcfg-bond0':
    'DEVICE=bond0\nIPADDR=10.0.2.12\nNETMASK=255.0.0.0\nBONDING_OPTS="mode=1 miimon=100 fail_over_mac=1"\nONBOOT=yes\n',
  'ifcfg-eth0': 'DEVICE=eth0\nMASTER=bond0\nSLAVE=yes\n',
  'ifcfg-eth1': 'DEVICE=eth1\nMASTER=bond0\nSLAVE=yes\n',
  [`${sys}/flags`]: '0x1403\n',
  [`${bonding}/mode`]: 'active-backup 1\n',
  [`${bonding}/miimon`]: '100\n',
  [`${bonding}/fail_over_mac`]: 'active 1\n',
  [`${bonding}/slaves`]: 'eth0 eth1\n',
  [`${bonding}/active_slave`]: 'eth1\n',
  '/sys/class/net/eth0/flags': '0x1803\n',
  '/sys/class/net/eth1/flags': '0x1803\n',
  '/proc/net/bonding/bond0': [
    'Ethernet Channel Bonding Driver: v3.7.1 (April 27, 2011)\n',
    'Bonding Mode: fault-tolerance (active-backup) (fail_over_mac active)',
    'Primary Slave: None',
    'MII Status: up',
    'MII Polling Interval (ms): 100\n',
    'Slave Interface: eth0\nMII Status: up\nSpeed: 1000 Mbps\n',
    'Slave Interface: eth1\nMII Status: up\nSpeed: 1000 Mbps\n'
  ].join('\n')
}

type Files = Readonly<Record<string, string>>

function verify(changes: Files, without: readonly string[] = [], address = '10.0.2.12/8') {
  const files: Record<string, string> = { ...good, ...changes }
  for (const name of Object.keys(files)) if (without.some(start => name.startsWith(start))) delete files[name]
  const host = hostWith(files)
  const line = `-4 address add ${address} broadcast 10.255.255.255 dev bond0`
  const state: NetworkState = { addresses: [{ device: 'bond0', line, key: '' }], routes: [], rules: [], links: [] }
  return verifyBonds(host, readInventory(host), ['bond0'], state)
}

test('a bond that runs as its files say', () => {
  expect(verify({})).toEqual({
    verified: [
      { bond: 'bond0', mode: 'active-backup', ports: ['eth0', 'eth1'], active_port: 'eth1', mii_status: 'up' }
    ],
    problems: []
  })
})

const proc = good['/proc/net/bonding/bond0']
const bond = good['ifcfg-bond0']

const table: readonly (readonly [string, Files, readonly string[], readonly string[]])[] = [
  ['a bond that the kernel does not have', {}, [sys], [`the kernel has no such bond, and ${scripts}/ifcfg-bond0 says`]],
  ['a bond that nobody brings up', { 'ifcfg-bond0': bond.replace('ONBOOT=yes', 'ONBOOT=no') }, [sys], []],
  ['a bond without a file', {}, ['ifcfg-bond0'], ['bond0: the kernel has this bond, but it has no file']],
  ['a bond that is gone, and its file', {}, ['ifcfg-bond0', sys], []],
  ['a bond that is down', { [`${sys}/flags`]: '0x1402\n' }, [], ['bond0: is down, and should be up']],
  [
    'a bond that nobody brings up, which is up',
    { 'ifcfg-bond0': bond.replace('ONBOOT=yes', 'ONBOOT=no'), [`${bonding}/miimon`]: '0\n' },
    [],
    ['bond0: miimon is "0" in the kernel']
  ],
  ['two files for the bond', { 'ifcfg-other': 'DEVICE=bond0\n' }, [], ['bond0: has two ifcfg files']],
  ['a port too few', { [`${bonding}/slaves`]: 'eth1\n' }, [], ['bond0: eth0 is not among its ports, and']],
  [
    'a port that is no device',
    { [`${bonding}/slaves`]: 'eth1\n' },
    ['/sys/class/net/eth0'],
    ['bond0: eth0 does not exist on this host']
  ],
  [
    'a port that nobody brings up',
    { [`${bonding}/slaves`]: 'eth1\n', 'ifcfg-eth0': 'DEVICE=eth0\nMASTER=bond0\nSLAVE=yes\nONBOOT=no\n' },
    [],
    []
  ],
  ['a port too many', {}, ['ifcfg-eth0'], ['bond0: eth0 is among its ports, and no file makes it one']],
  [
    'a port that moved to another bond',
    { 'ifcfg-eth0': 'DEVICE=eth0\nMASTER=bond1\n' },
    [],
    ['bond0: eth0 is among its ports, and no file makes it one']
  ],
  [
    'a port without a link',
    { '/proc/net/bonding/bond0': proc.replace('eth0\nMII Status: up', 'eth0\nMII Status: down') },
    [],
    ['bond0: the MII status of its port eth0 is down']
  ],
  [
    'a port that waits for updelay',
    { '/proc/net/bonding/bond0': proc.replace('eth1\nMII Status: up', 'eth1\nMII Status: going back') },
    [],
    ['bond0: the MII status of its port eth1 is going back']
  ],
  [
    'a bond without a link',
    { '/proc/net/bonding/bond0': proc.replace('MII Status: up', 'MII Status: down') },
    [],
    ['bond0: its MII status is down']
  ],
  ['another mode', { [`${bonding}/mode`]: 'balance-rr 0\n' }, [], ['bond0: mode is "balance-rr 0" in the kernel, and']],
  [
    'another address',
    { 'ifcfg-bond0': bond.replace('10.0.2.12', '10.0.2.15') },
    [],
    ['bond0: does not have the address 10.0.2.15/8']
  ],
  [
    'another prefix',
    { 'ifcfg-bond0': bond.replace('255.0.0.0', '255.255.0.0') },
    [],
    ['bond0: has the address 10.0.2.12/8, and should have 10.0.2.12/16']
  ],
  ['an address of DHCP', { 'ifcfg-bond0': `${bond.replace('10.0.2.12', '10.9.9.9')}BOOTPROTO=dhcp\n` }, [], []],
  ['a prefix that readers guess', { 'ifcfg-bond0': bond.replace('NETMASK=255.0.0.0', '') }, [], []]
]

test.each(table)('%s', (_name, changes, without, expected) => {
  const { problems } = verify(changes, without)
  expect(problems.map((text, index) => text.includes(expected[index] ?? 'nothing') || text)).toEqual(
    expected.map(() => true)
  )
})

/** BONDING_OPTS, what sysfs says, and the options that drift. */
const drifts: readonly (readonly [string, Files, readonly string[]])[] = [
  ['mode=1 miimon=100', { mode: 'active-backup 1', miimon: '100' }, []],
  ['mode=active-backup', { mode: 'active-backup 1' }, []],
  ['mode=4', { mode: 'active-backup 1' }, ['mode']],
  ['mode=1 updelay=250 miimon=100', { mode: 'active-backup 1', miimon: '100', updelay: '200' }, []],
  ['mode=1 updelay=300 miimon=100', { mode: 'active-backup 1', miimon: '100', updelay: '200' }, ['updelay']],
  ['mode=1 updelay=300', { mode: 'active-backup 1', miimon: '0', updelay: '0' }, []],
  ['mode=1 primary=eth0', { mode: 'active-backup 1', primary: 'eth0' }, []],
  ['mode=1 primary=eth0', { mode: 'active-backup 1', primary: '' }, ['primary']],
  ['mode=0 primary=eth0', { mode: 'balance-rr 0', primary: '' }, []],
  ['mode=0 lacp_rate=fast fail_over_mac=1', { mode: 'balance-rr 0', lacp_rate: 'slow 0', fail_over_mac: 'none 0' }, []],
  ['mode=4 lacp_rate=fast', { mode: '802.3ad 4', lacp_rate: 'slow 0' }, ['lacp_rate']],
  ['mode=4 lacp_rate=1', { mode: '802.3ad 4', lacp_rate: 'fast 1' }, []],
  [
    'mode=1 arp_interval=1000 arp_ip_target=10.0.0.1,10.0.0.2',
    { mode: 'active-backup 1', arp_interval: '1000', arp_ip_target: '10.0.0.2 10.0.0.1 ' },
    []
  ],
  [
    'mode=1 arp_ip_target=+10.0.0.1 arp_ip_target=+10.0.0.2',
    { mode: 'x 1', arp_ip_target: '10.0.0.1' },
    ['mode', 'arp_ip_target']
  ],
  ['mode=1 arp_ip_target=10.0.0.1', { mode: 'active-backup 1', arp_ip_target: '' }, ['arp_ip_target']],
  ['mode=1 miimon=0', { mode: 'active-backup 1' }, ['miimon']],
  ['mode=1 some_future=on', { mode: 'active-backup 1', some_future: 'on 1' }, []],
  ['mode=1 some_future=2', { mode: 'active-backup 1', some_future: 'on 1' }, ['some_future']],
  ['mode=1 no_such=1', { mode: 'active-backup 1' }, ['no_such']],
  ['', { mode: 'active-backup 1' }, []]
]

describe('drift', () => {
  test.each(drifts)('%s over %j', (opts, values, expected) => {
    const files: Record<string, string> = { [`${sys}/flags`]: '0x1403\n' }
    for (const [option, value] of Object.entries(values)) files[`${bonding}/${option}`] = `${value}\n`
    const file = parseIfcfg(`DEVICE=bond0\nBONDING_OPTS="${opts}"\n`)
    expect(driftOf(file, 'bond0', hostWith(files)).map(({ option }) => option)).toEqual(expected)
  })
})
