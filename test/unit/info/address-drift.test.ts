import { describe, expect, test } from 'vitest'
import type { LiveNetwork } from '../../../modules/lib/change/live-network.ts'
import { scripts } from '../bonding/_files.ts'
import { guide, guideNetwork, infoOf, net, type Tree } from './_host.ts'

const path = `${scripts}/ifcfg-bond0`
const opts = 'BONDING_OPTS="mode=1 miimon=100 fail_over_mac=1"'

type Row = readonly [key: string, file: string, kernel: string | null]

/** What differs where the bond's file has these lines and the kernel these addresses and gateways. */
function differences(lines: string, network: Partial<LiveNetwork>, tree: Tree = {}): readonly Row[] {
  const file = `DEVICE=bond0\nONBOOT=yes\n${opts}\n${lines.replaceAll(' ', '\n')}\n`
  const info = infoOf(
    { ...guide, 'ifcfg-bond0': file, ...tree },
    { network: { addresses: [], gateways: [], ...network } }
  )
  return info.drift.map((drift: Readonly<Record<string, string | null>>) => {
    expect(drift).toMatchObject({ bond: 'bond0', port: null, path })
    return [drift.key, drift.file, drift.kernel]
  })
}

const on = (...texts: readonly string[]) => ({
  addresses: texts.map(text => ({ device: text.split(' ')[1] ?? 'bond0', address: text.split(' ')[0] ?? '' }))
})
const via = (...texts: readonly string[]) => ({
  gateways: texts.map(text => ({ device: text.split(' ')[1] ?? 'bond0', address: text.split(' ')[0] ?? '' }))
})

describe('addresses', () => {
  test.each<readonly [string, string, Partial<LiveNetwork>, readonly Row[]]>([
    ['one that is there', 'IPADDR=10.0.2.12 PREFIX=8', on('10.0.2.12/8'), []],
    ['one that is there, among others', 'IPADDR=10.0.2.12 NETMASK=255.0.0.0', on('10.0.0.9/32', '10.0.2.12/8'), []],
    ['one that is missing', 'IPADDR=10.0.2.12 PREFIX=8', on('10.0.2.13/8'), [['IPADDR', '10.0.2.12/8', null]]],
    [
      'one that another device has',
      'IPADDR=10.0.2.12 PREFIX=8',
      on('10.0.2.12/8 eth7'),
      [['IPADDR', '10.0.2.12/8', null]]
    ],
    ['another prefix', 'IPADDR=10.0.2.12 PREFIX=8', on('10.0.2.12/24'), [['IPADDR', '10.0.2.12/8', '10.0.2.12/24']]],
    ['no prefix in the file', 'IPADDR=10.0.2.12', on('10.0.2.12/24'), []],
    [
      'the second of two',
      'IPADDR=10.0.2.12 PREFIX=8 IPADDR1=10.0.2.13 PREFIX1=8',
      on('10.0.2.12/8'),
      [['IPADDR', '10.0.2.13/8', null]]
    ],
    ['DHCP', 'BOOTPROTO=dhcp IPADDR=10.0.2.12 PREFIX=8', on('10.0.9.9/8'), []],
    ['further ones alone', 'BOOTPROTO=none', on('10.0.0.9/32', 'fe80::1/64'), []],
    ['IPv6 in another spelling', 'IPV6ADDR=2001:DB8::0:1/64', on('2001:db8::1/64'), []],
    [
      'IPv6 that is missing',
      'IPV6INIT=yes IPV6ADDR=2001:db8::1/64',
      on('fe80::1/64'),
      [['IPV6ADDR', '2001:db8::1/64', null]]
    ],
    ['IPv6 that is off', 'IPV6INIT=no IPV6ADDR=2001:db8::1/64', on(), []],
    ['IPv6 beside DHCP', 'BOOTPROTO=dhcp IPV6ADDR=2001:db8::1', on(), [['IPV6ADDR', '2001:db8::1/64', null]]]
  ])('%s', (_, lines, network, expected) => {
    expect(differences(lines, network)).toEqual(expected)
  })

  test('without a link nobody knows them', () => {
    const lines = 'IPADDR=10.0.2.12 PREFIX=8'
    expect(differences(lines, on(), { [`${net}/bond0/carrier`]: '0\n' })).toEqual([])
    const { bonds } = infoOf({ ...guide, [`${net}/bond0/carrier`]: '0\n' })
    expect(bonds[0]).toMatchObject({ addresses: null, gateways: [] })
  })
})

describe('gateways', () => {
  test.for<readonly [string, string, Partial<LiveNetwork>, readonly Row[], string?]>([
    ['the one of the file', 'GATEWAY=10.0.0.138', via('10.0.0.138'), []],
    ['the one of the file, and another', 'GATEWAY=10.0.0.138', via('10.0.0.1', '10.0.0.138'), []],
    ['another', 'GATEWAY=10.0.0.138', via('10.0.0.1', 'fe80::1'), [['GATEWAY', '10.0.0.138', '10.0.0.1']]],
    ['none', 'GATEWAY=10.0.0.138', via(), [['GATEWAY', '10.0.0.138', null]]],
    ['over another device', 'GATEWAY=10.0.0.138', via('10.0.0.138 eth7'), [['GATEWAY', '10.0.0.138', null]]],
    ['without one in the file', 'BOOTPROTO=none', via('10.0.0.1'), []],
    ['DHCP', 'BOOTPROTO=dhcp GATEWAY=10.0.0.138', via('10.0.0.1'), []],
    ['DEFROUTE=no', 'DEFROUTE=no GATEWAY=10.0.0.138', via(), []],
    ['GATEWAYDEV is another device', 'GATEWAY=10.0.0.138', via(), [], 'GATEWAYDEV=eth7'],
    ['GATEWAYDEV is the bond', 'GATEWAY=10.0.0.138', via(), [['GATEWAY', '10.0.0.138', null]], 'GATEWAYDEV="bond0"'],
    [
      'IPv6, in the spelling of the kernel',
      'IPV6_DEFAULTGW=fe80::1%bond0',
      via('fe80:0000:0000:0000:0000:0000:0000:0001'),
      []
    ],
    ['IPv6, none', 'IPV6_DEFAULTGW=fe80::1', via('10.0.0.1'), [['IPV6_DEFAULTGW', 'fe80::1', null]]]
  ])('%s', ([, lines, network, expected, common = '']) => {
    expect(differences(lines, network, { '/etc/sysconfig/network': `${common}\n` })).toEqual(expected)
  })
})

test('the field of a bond has all of its addresses and gateways', () => {
  const network = { ...on('10.0.2.12/8', '10.0.0.9/32', '10.9.0.1/24 eth7'), ...via('10.0.0.138', '10.9.0.2 eth7') }
  expect(infoOf(guide, { network }).bonds[0]).toMatchObject({
    addresses: ['10.0.2.12/8', '10.0.0.9/32'],
    gateways: ['10.0.0.138']
  })
})

test('of an image there are none', () => {
  expect(infoOf(guide, { isRunning: false, network: guideNetwork }).bonds[0]).toMatchObject({
    addresses: null,
    gateways: null,
    configured: { addresses: ['10.0.2.12/8'] }
  })
})
