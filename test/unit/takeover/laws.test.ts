import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { planBonds } from '../../../modules/lib/bonding/plan/plan-bonds.ts'
import { takeOver } from '../../../modules/lib/takeover/take-over.ts'
import { hostWith } from '../bonding/_files.ts'

const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 200) }

/** Lines that people write, right ones more often than odd ones. */
const ofBond = [
  ...['ONBOOT=yes', 'ONBOOT=no', 'ONBOOT="yes"', 'ONBOOT=1', 'BOOTPROTO=none', 'BOOTPROTO=static', 'BOOTPROTO=dhcp'],
  ...['IPADDR=10.0.2.12', 'IPADDR0=10.0.2.13', 'NETMASK=255.0.0.0', 'PREFIX=8', 'PREFIX0=24', 'GATEWAY=10.0.0.138'],
  ...['DNS1=10.0.0.138', 'DNS2=8.8.8.8', 'DNS3=', 'DOMAIN="a.example b.example"', 'MTU=9000', 'MTU=$X', 'TYPE=Bond'],
  ...['USERCTL=no', 'PEERDNS=no', 'PEERDNS=No', 'DEFROUTE=yes', 'NM_CONTROLLED=no', 'NM_CONTROLLED=yes', 'ZONE=dmz'],
  ...[
    '# DEVICE=bond9',
    'IPADDR1=10.0.2.14',
    'BROADCAST=10.255.255.255',
    'UUID=b0',
    'export X=1',
    'HWADDR=08:00:27:00:00:09'
  ]
]
const ofPort = [
  ...['ONBOOT=yes', 'ONBOOT=no', 'ONBOOT=off', 'USERCTL=no', 'NM_CONTROLLED=no', 'NM_CONTROLLED=yes', 'TYPE=Ethernet'],
  ...['HWADDR=08:00:27:00:00:01', 'UUID=e0', 'MASTER_UUID=b0', 'IPADDR=10.0.0.1', '# SLAVE=no', 'ETHTOOL_OPTS="wol g"'],
  ...['BRIDGE=br0', 'MASTER=bond1', 'BOOTPROTO=dhcp', 'NAME="System eth3"']
]
const opts = [
  ...['mode=1 miimon=100', 'mode=active-backup miimon=100 primary=eth0', 'miimon=100 mode=4 lacp_rate=1', 'mode=0'],
  ...[
    'mode=1 arp_interval=500 arp_ip_target=10.0.0.10,10.0.0.1',
    'mode=1 miimon=100 lacp_rate=1',
    'mode=2 updelay=5',
    ''
  ]
]

const rarely = <T>(arbitrary: fc.Arbitrary<T>, otherwise: T) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary })
const few = (lines: readonly string[]) => rarely(fc.array(fc.constantFrom(...lines), { maxLength: 4 }), [])
const bond = (name: string) =>
  fc
    .tuple(few(ofBond), fc.constantFrom(...opts))
    .map(([lines, words]) => [`DEVICE=${name}`, ...lines, `BONDING_OPTS="${words}"`].join('\n'))
const port = (name: string, ...bonds: readonly string[]) =>
  fc
    .tuple(few(ofPort), fc.constantFrom(...bonds))
    .map(([lines, master]) =>
      [`DEVICE=${name}`, 'BOOTPROTO=none', `MASTER=${master}`, 'SLAVE=yes', ...lines].join('\n')
    )

const hosts = fc.record({
  'ifcfg-bond0': bond('bond0'),
  'ifcfg-bond1': bond('bond1'),
  'ifcfg-eth0': port('eth0', 'bond0', 'bond0', 'bond0', 'bond1'),
  'ifcfg-eth1': port('eth1', 'bond0'),
  'ifcfg-eth2': port('eth2', 'bond1'),
  'ifcfg-other': rarely(fc.oneof(port('eth2', 'bond0'), port('eth3', 'bond1'), bond('bond1')), undefined),
  'route-eth0': rarely(fc.constant('default via 10.0.0.1'), undefined),
  '/etc/modprobe.d/x.conf': fc.constantFrom('alias bond* bonding', 'alias bond0 bonding\nalias bond1 dummy', undefined)
})

test('whatever a host has: what is taken over changes nothing together, what is not is listed where it stands', () => {
  const count = { taken: 0, both: 0, listed: 0 }
  fc.assert(
    fc.property(hosts, files => {
      const there = Object.entries(files).filter(([, text]) => text !== undefined)
      const host = hostWith(Object.fromEntries(there.map(([name, text]) => [name, `${text}\n`])))
      const { bonds, text, cannotTakeOver } = takeOver(host)
      expect(planBonds(bonds, host).files.filter(({ before, after }) => before !== after)).toEqual([])
      expect(parse(text, { version: '1.1' })).toEqual({ bonding_bonds: bonds })
      const listed = cannotTakeOver.map(({ bond: name }) => name)
      expect([...bonds.map(({ name }) => name), ...new Set(listed)].sort()).toEqual(['bond0', 'bond1'])
      for (const { path, line } of cannotTakeOver) {
        const lines = host.readText(path)?.split('\n') ?? []
        if (line !== undefined) expect(lines[line - 1]).toMatch(/\S/)
        else expect(lines.length).toBeGreaterThan(0)
      }
      count.taken += bonds.length
      count.both += bonds.length === 2 ? 1 : 0
      count.listed += listed.length
    }),
    runs
  )
  expect(count.taken).toBeGreaterThan(runs.numRuns / 10)
  expect(count.both).toBeGreaterThan(0)
  expect(count.listed).toBeGreaterThan(runs.numRuns / 10)
})
