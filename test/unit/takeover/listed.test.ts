import { expect, test } from 'vitest'
import { takeOver } from '../../../modules/lib/takeover/take-over.ts'
import { bond, type Files, host, inBond, inPort, port, withOpts } from './_host.ts'

/** What differs from the good host, where the first reason stands, and a part of it. */
const listed: readonly (readonly [string, Files, string, string])[] = [
  ['an address that is none', inBond('IPADDR=10.0.2.300'), 'ifcfg-bond0:6', 'ipaddr: "10.0.2.300" is refused'],
  ['an address in IPADDR0', inBond('IPADDR0=10.0.2.0\nPREFIX0=24'), 'ifcfg-bond0:6', 'ipaddr: 10.0.2.0 is the network'],
  ['a prefix against the netmask', inBond('PREFIX=24\nNETMASK=255.0.0.0'), 'ifcfg-bond0:6', 'prefix: 24 contradicts'],
  ['DHCP with an address', inBond('IPADDR=10.0.2.2\nBOOTPROTO=dhcp'), 'ifcfg-bond0:6', 'contradicts bootproto=dhcp'],
  [
    'PREFIX beside IPADDR0',
    inBond('IPADDR0=10.0.2.2\nPREFIX=24\nPREFIX0=24\nNETMASK0=255.0.0.0'),
    'ifcfg-bond0:8',
    'prefix: 24'
  ],
  [
    'a broadcast of elsewhere',
    inBond('IPADDR=10.0.2.2\nPREFIX=8\nBROADCAST=10.0.0.9'),
    'ifcfg-bond0:8',
    'remove it; do'
  ],
  [
    'a gap in the name servers',
    inBond('DNS2=8.8.8.8'),
    'ifcfg-bond0:6',
    'DNS2 is "8.8.8.8"; nic.bonding.bond would remove it'
  ],
  ['a name server that is none', inBond('DNS1=10.0.0.1\nDNS2=x'), 'ifcfg-bond0:7', 'dns[1]: "x" is refused'],
  [
    'a yes of its own',
    inBond('PEERDNS=True'),
    'ifcfg-bond0:6',
    'PEERDNS is "True"; nic.bonding.bond would write "yes"'
  ],
  ['a word for yes or no', inBond('DEFROUTE=maybe'), 'ifcfg-bond0:6', 'defroute: "maybe" is refused'],
  ['a value that bash makes', inBond('MTU=$X'), 'ifcfg-bond0:6', 'MTU: bash and NetworkManager do not read the same'],
  [
    'an option against the mode',
    withOpts('mode=1 miimon=100 lacp_rate=1'),
    'ifcfg-bond0:5',
    'lacp_rate: fast is refused'
  ],
  ['no mode', withOpts('miimon=100'), 'ifcfg-bond0:5', 'mode: is missing'],
  ['a mode that is none', withOpts('mode=7 miimon=100'), 'ifcfg-bond0:5', 'mode: "7" is refused'],
  [
    'a primary that is no port',
    withOpts('mode=1 miimon=100 primary=eth5'),
    'ifcfg-bond0:5',
    'primary: eth5 is no port'
  ],
  ['an option that is none', withOpts('mode=1 miimon=100 name=bond7'), 'ifcfg-bond0:5', 'has no option "name"'],
  ['an option twice', withOpts('mode=1 miimon=100 miimon=50'), 'ifcfg-bond0:5', 'give each option once'],
  ['Windows line ends', { 'ifcfg-bond0': bond.replace(/\n/g, '\r\n') }, 'ifcfg-bond0:3', 'a Windows line end'],
  ['a bond without DEVICE', { 'ifcfg-bond0': bond.replace(/DEVICE.*\n/, '') }, 'ifcfg-bond0', 'DEVICE is not there'],
  ['a bridge', inBond('TYPE=Bridge'), 'ifcfg-bond0:6', 'bond0: is no bond (TYPE=Bridge'],
  ['an alias for something else', { '/etc/modprobe.d/bonding.conf': 'alias bond0 dummy\n' }, 'bonding.conf:1', 'names'],
  ['a bond without ports', { 'ifcfg-eth0': undefined, 'ifcfg-eth1': undefined }, 'ifcfg-bond0', 'ports: is empty'],
  ['a bond of ports alone', { 'ifcfg-bond0': undefined }, 'ifcfg-eth0:4', 'mode: is missing; bond0 has no file yet'],
  ['a bond that no name can be', inPort('bond0', '"bond 0"'), 'ifcfg-eth1:4', 'name: "bond 0" is refused'],
  ['a bond of nowhere', inPort('MASTER=bond0', 'MASTER_UUID=7d9a1f3e-5b1c-4d0e'), 'ifcfg-eth1:4', 'name: "7d9a1f3e'],
  ['two files for the bond', { 'ifcfg-other': 'DEVICE=bond0\n' }, 'ifcfg-bond0', 'bond0: has two ifcfg files'],
  ['two files for a port', { 'ifcfg-other': port('eth1') }, 'ifcfg-eth1', 'eth1: has two ifcfg files'],
  [
    'an address on a port',
    inPort('USERCTL=no', 'IPADDR=10.0.0.2'),
    'ifcfg-eth1:6',
    'since a port of a bond has no address'
  ],
  [
    'DHCP on a port',
    inPort('=none', '=dhcp'),
    'ifcfg-eth1:2',
    'BOOTPROTO is "dhcp"; nic.bonding.bond would write "none"'
  ],
  ['a port without SLAVE', inPort('SLAVE=yes\n', ''), 'ifcfg-eth1', 'SLAVE is not there'],
  ['a port of a bridge too', inPort('USERCTL=no', 'BRIDGE=br0'), 'ifcfg-eth1:6', 'is a port of something else'],
  ['a port name that is none', inPort('=eth1', '=eth1:1'), 'ifcfg-eth1:4', 'ports[1]: "eth1:1" is refused'],
  ['something on a port', { 'ifcfg-eth1.100': 'DEVICE=eth1.100\nVLAN=yes\n' }, 'ifcfg-eth1.100', 'stands on eth1'],
  ['a route on a port', { 'route-eth1': 'default via 10.0.0.1\n' }, 'route-eth1', 'stands on eth1'],
  [
    'a keyfile for a port',
    { '/etc/NetworkManager/system-connections/x': '[connection]\ninterface-name=eth1\n' },
    'x',
    'has'
  ],
  ['a template of Ansible', inPort('ONBOOT=yes', 'ONBOOT="{{ 1 }}"'), 'ifcfg-eth1:3', 'ONBOOT is "{{ 1 }}"']
]

test.each(listed)('listed: %s', (_name, files, place, rule) => {
  const seen = host(files)
  const { cannotTakeOver, text } = takeOver(seen)
  const [first] = cannotTakeOver
  expect(`${first?.path.replace(/.*\//, '')}${first?.line === undefined ? '' : `:${first.line}`}`).toBe(place)
  expect(first?.rule).toContain(rule)
  for (const { path, line = 0 } of cannotTakeOver)
    expect(seen.readText(path)?.split('\n').length).toBeGreaterThanOrEqual(line)
  expect(text).not.toContain('{{')
})

test('a port that two bonds claim keeps both from being taken over, and no third', () => {
  const of = (name: string): string => bond.replace('bond0', name)
  const claimed = port('eth1').replace('MASTER=bond0', 'MASTER=bond1\nMASTER=bond0')
  const others = { 'ifcfg-bond1': of('bond1'), 'ifcfg-bond2': of('bond2'), 'ifcfg-eth1': claimed }
  const third = { 'ifcfg-eth2': port('eth2').replace('bond0', 'bond2') }
  const { bonds, cannotTakeOver } = takeOver(host({ ...others, ...third }))
  expect(bonds.map(({ name }) => name)).toEqual(['bond2'])
  expect(cannotTakeOver.map(({ bond: name, line }) => [name, line])).toEqual([
    ['bond0', 4],
    ['bond1', 5]
  ])
})

test('no secret is shown, whether a bond is taken over or listed', () => {
  const secret = 'KEY=s3cr3t\nIPV6_PSK="s3cr3t s"\nDHCP_PASSWORD=s3cr3t\n'
  const files = { 'ifcfg-bond0': bond + secret }
  expect(takeOver(host(files)).bonds).toHaveLength(1)
  expect(JSON.stringify(takeOver(host(files)))).not.toContain('s3cr3t')
  const onPort = takeOver(host({ ...files, 'ifcfg-eth1': port('eth1') + secret }))
  expect(onPort.cannotTakeOver.map(({ line }) => line)).toEqual([8, 9])
  expect(JSON.stringify(onPort)).not.toContain('s3cr3t')
})
