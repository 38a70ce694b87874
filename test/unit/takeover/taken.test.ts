import { expect, test } from 'vitest'
import { takeOver } from '../../../modules/lib/takeover/take-over.ts'
import { hostWith, scripts } from '../bonding/_files.ts'
import { bond, type Files, host, port } from './_host.ts'

const options = {
  ...{ name: 'bond0', ports: ['eth0', 'eth1'], mode: 'active-backup', miimon: 100 },
  ...{ bootproto: 'none', onboot: true, userctl: false }
}

test('the text has the options in the order of the documentation, and quotes what YAML would take for something else', () => {
  const address = 'IPADDR=10.0.2.12\nNETMASK=255.0.0.0\nGATEWAY=10.0.0.138\nDNS1=10.0.0.138\nDNS2=8.8.8.8\n'
  const lacp = bond.replace('mode=1', 'lacp_rate=1 mode=4').replace('bond0', 'no')
  const files = { 'ifcfg-bond0': `${address}DOMAIN="a.example b.example"\n${bond}NM_CONTROLLED=no\n` }
  const second = {
    'ifcfg-a': lacp,
    'ifcfg-1e3': port('1e3').replace('bond0', 'no').replace('ONBOOT=yes', 'ONBOOT=no')
  }
  expect(takeOver(host({ ...files, ...second })).text).toBe(`bonding_bonds:
  - name: bond0
    ports: [eth0, eth1]
    mode: active-backup
    miimon: 100
    bootproto: none
    ipaddr: 10.0.2.12
    netmask: 255.0.0.0
    gateway: 10.0.0.138
    dns: [10.0.0.138, 8.8.8.8]
    domain: 'a.example b.example'
    onboot: true
    userctl: false
    nm_controlled: false
    port_ifcfg:
      eth0:
        NM_CONTROLLED: null
      eth1:
        NM_CONTROLLED: null
  - name: 'no'
    ports: ['1e3']
    mode: 802.3ad
    miimon: 100
    lacp_rate: fast
    bootproto: none
    onboot: true
    userctl: false
    port_ifcfg:
      '1e3':
        ONBOOT: 'no'
    modprobe_alias: false
`)
})

test('a host without bonds, and one without the folder', () => {
  const none = { bonds: [], text: 'bonding_bonds: []\n', cannotTakeOver: [] }
  expect(takeOver(hostWith({ 'ifcfg-eth0': 'DEVICE=eth0\n' }))).toEqual(none)
  expect(takeOver(hostWith({ [`${scripts}/ifcfg-lo`]: 'DEVICE=lo\n' }))).toEqual(none)
})

const macaddr = '52:54:00:12:34:56'

/** What differs from the good host (a file, or what replaces a line in it), and the options that differ then. */
const taken: readonly (readonly [string, Files, Readonly<Record<string, unknown>>])[] = [
  ['as it should be', {}, {}],
  ['no alias', { '/etc/modprobe.d/bonding.conf': '# none\n' }, { modprobe_alias: false }],
  ['an alias by wildcard', { '/etc/modprobe.d/bonding.conf': 'alias bond* bonding\n' }, {}],
  ['no BONDING_OPTS', { 'ifcfg-bond0': bond.replace(/BONDING.*\n/, '') }, { mode: undefined, miimon: undefined }],
  ['keys without an option', { 'ifcfg-bond0': `${bond}IPV6_PEERDNS=no\nARPCHECK=no\nGATEWAY1=10.0.0.3\n` }, {}],
  ['ZONE and MACADDR', { 'ifcfg-bond0': `${bond}ZONE=dmz\nMACADDR=52:54:00:12:34:56\n` }, { macaddr, zone: 'dmz' }],
  [
    'further addresses, with a netmask, a prefix and the prefix of their class',
    {
      'ifcfg-bond0': `${bond}IPADDR1=10.0.0.3\nNETMASK1=255.255.0.0\nIPADDR2=10.0.0.4\nPREFIX2=24\nIPADDR3=10.0.0.5\n`
    },
    { ipaddr_secondaries: ['10.0.0.3/16', '10.0.0.4/24', '10.0.0.5/8'] }
  ],
  [
    'IPv6',
    {
      'ifcfg-bond0': `${bond}IPV6INIT=yes\nIPV6ADDR=2001:db8::2\nIPV6ADDR_SECONDARIES="2001:DB8::3/64  2001:db8::4"\nIPV6_AUTOCONF=no\nIPV6_DEFAULTGW=fe80::1%bond0\n`
    },
    {
      ...{ ipv6init: true, ipv6addr: '2001:db8::2', ipv6addr_secondaries: ['2001:DB8::3/64', '2001:db8::4'] },
      ...{ ipv6_autoconf: false, ipv6_defaultgw: 'fe80::1%bond0' }
    }
  ],
  [
    'routes and rules of both families',
    {
      'route-bond0': '# office\n192.0.2.0/24 via 10.0.0.1 dev bond0\ndefault dev bond0 table 5\n',
      'route6-bond0': 'default via fe80::1 metric 7\n',
      'rule-bond0': 'from all fwmark 0x1 lookup 5\n',
      'rule6-bond0': 'fwmark 2 prohibit\n'
    },
    {
      routes: [
        { to: '192.0.2.0/24', via: '10.0.0.1' },
        { to: '0.0.0.0/0', table: '5' },
        { to: 'default', via: 'fe80::1', metric: 7 }
      ],
      rules: [
        { fwmark: '0x1', table: '5' },
        { fwmark: '2', action: 'prohibit', family: 'ipv6' }
      ]
    }
  ],
  [
    'numbered routes',
    { 'route-bond0': 'ADDRESS0=192.0.2.0\nNETMASK0=255.255.255.0\nGATEWAY0=10.0.0.1\n' },
    { routes: [{ to: '192.0.2.0/24', via: '10.0.0.1' }] }
  ],
  ['routes with words that the option does not have', { 'route-bond0': '192.0.2.0/24 via 10.0.0.1 initcwnd 5\n' }, {}],
  ['rules that are not for one network', { 'rule-bond0': 'not from 10.0.0.0/8 table 5\nfrom 10.0.0.1 table 6\n' }, {}],
  ['IPv6 that nobody reads', { 'ifcfg-bond0': `${bond}IPV6INIT=no\nIPV6ADDR=2001:db8::2\n` }, { ipv6init: false }],
  ['IPv6 without IPV6INIT', { 'ifcfg-bond0': `${bond}IPV6ADDR=2001:db8::2\nIPV6_DEFAULTGW=fe80::1\n` }, {}],
  ['empty values', { 'ifcfg-bond0': `${bond}MTU=\nGATEWAY=""\n` }, {}],
  ['MTU', { 'ifcfg-bond0': `${bond}MTU=9000\n` }, { mtu: 9000 }],
  [
    'an address in IPADDR0',
    { 'ifcfg-bond0': `${bond}IPADDR0=10.0.0.2\nPREFIX0=24\n` },
    { ipaddr: '10.0.0.2', prefix: 24 }
  ],
  [
    'an address in IPADDR, beside the PREFIX0 of none',
    { 'ifcfg-bond0': `${bond}IPADDR=10.0.0.2\nPREFIX=24\nPREFIX0=8\n` },
    { ipaddr: '10.0.0.2', prefix: 24 }
  ],
  [
    'name servers in another order of lines',
    { 'ifcfg-bond0': `${bond}DNS2=10.0.0.2\nDNS1=10.0.0.1\n` },
    { dns: ['10.0.0.1', '10.0.0.2'] }
  ],
  [
    'PREFIX and NETMASK that agree',
    { 'ifcfg-bond0': `${bond}IPADDR=10.0.0.2\nPREFIX=24\nNETMASK=255.255.255.0\n` },
    { ipaddr: '10.0.0.2', prefix: 24, netmask: '255.255.255.0' }
  ],
  ['BOOTPROTO=static', { 'ifcfg-bond0': bond.replace('=none', '=static') }, { bootproto: 'static' }],
  ['BOOTPROTO=dhcp', { 'ifcfg-bond0': bond.replace('=none', '=dhcp') }, { bootproto: 'dhcp' }],
  ['a bond that nobody brings up', { 'ifcfg-bond0': bond.replace('ONBOOT=yes', 'ONBOOT=no') }, { onboot: false }],
  ['ONBOOT in another spelling', { 'ifcfg-bond0': bond.replace('ONBOOT=yes', 'ONBOOT=True') }, {}],
  [
    'a port that nobody brings up',
    { 'ifcfg-eth0': port('eth0').replace('ONBOOT=yes', 'ONBOOT=off') },
    { port_ifcfg: { eth0: { ONBOOT: 'off' } } }
  ],
  [
    'a port without ONBOOT',
    { 'ifcfg-eth0': port('eth0').replace('ONBOOT=yes\n', '') },
    { port_ifcfg: { eth0: { ONBOOT: null } } }
  ],
  [
    'NM_CONTROLLED of a port that is not the bond’s',
    { 'ifcfg-bond0': `${bond}NM_CONTROLLED=no\n`, 'ifcfg-eth0': `${port('eth0')}NM_CONTROLLED=yes\n` },
    { nm_controlled: false, port_ifcfg: { eth0: { NM_CONTROLLED: 'yes' }, eth1: { NM_CONTROLLED: null } } }
  ],
  [
    'NM_CONTROLLED of bond and ports alike',
    {
      'ifcfg-bond0': `${bond}NM_CONTROLLED=no\n`,
      'ifcfg-eth0': `${port('eth0')}NM_CONTROLLED=no\n`,
      'ifcfg-eth1': `${port('eth1')}NM_CONTROLLED=no\n`
    },
    { nm_controlled: false }
  ],
  ['NM_CONTROLLED of a port alone', { 'ifcfg-eth0': `${port('eth0')}NM_CONTROLLED=yes\n` }, {}],
  [
    'a port named by its connection',
    { 'ifcfg-eth1': `NAME="System eth1"\nHWADDR=08:00:27:00:00:01\n${port('eth1').replace('DEVICE=eth1\n', '')}` },
    {}
  ],
  [
    'a port named as nothing else can be',
    { 'ifcfg-eth1': undefined, 'ifcfg-__proto__': port('__proto__').replace('ONBOOT=yes', 'ONBOOT=no') },
    { ports: ['__proto__', 'eth0'], port_ifcfg: JSON.parse('{"__proto__": {"ONBOOT": "no"}}') }
  ],
  [
    'ARP monitoring',
    {
      'ifcfg-bond0': bond.replace('miimon=100', 'arp_interval=500 arp_ip_target=+10.0.0.1,10.0.0.9').replace('+', '')
    },
    { miimon: undefined, arp_interval: 500, arp_ip_target: ['10.0.0.1', '10.0.0.9'] }
  ]
]

test.each(taken)('taken over: %s', (_name, files, differing) => {
  const { bonds, cannotTakeOver } = takeOver(host(files))
  expect(cannotTakeOver).toEqual([])
  const wanted = Object.entries({ ...options, ...differing }).filter(([, value]) => value !== undefined)
  expect(bonds.map(given => new Map(Object.entries(given)))).toEqual([new Map(wanted)])
})
