import fs from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resolveArguments } from '../../../modules/lib/ansible/resolve-arguments.ts'
import type { ArgumentDefinition } from '../../../modules/lib/ansible/spec.ts'
import { bondingRules } from '../../../tools/generate/value-rules.ts'
import { generate } from '../../../tools/generate.ts'
import { load, makeFolder, problemsOf } from './generated.ts'

let folder = ''
let bond: ArgumentDefinition

beforeAll(async () => {
  folder = makeFolder()
  generate(folder)
  bond = await load(folder, 'bond')
})

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true })
})

const asStrings = {
  name: 'bond0',
  ports: 'eth0,eth1',
  mode: '1',
  miimon: '100',
  fail_over_mac: '1',
  ipaddr: '10.0.2.12',
  netmask: '255.0.0.0',
  dns: '10.0.0.138,8.8.8.8',
  onboot: 'yes'
}

const asYaml = {
  ...asStrings,
  ports: ['eth0', 'eth1'],
  mode: 1,
  miimon: 100,
  fail_over_mac: 1,
  dns: ['10.0.0.138', '8.8.8.8'],
  onboot: true
}

test('the same task as strings and as YAML types is the same', () => {
  const [strings, yaml] = [resolveArguments(bond, asStrings), resolveArguments(bond, asYaml)]
  expect(strings).toEqual(yaml)
  expect(strings.problems).toEqual([])
  expect(strings.values).toMatchObject({ mode: '1', miimon: 100, ports: ['eth0', 'eth1'], state: 'present', root: '/' })
})

describe('accepted values', () => {
  test.each([
    ['mode', 'active-backup'],
    ['mode', 6],
    ['miimon', 0],
    ['miimon', 2147483647],
    ['xmit_hash_policy', 'layer3+4'],
    ['primary', 'eth0'],
    ['arp_ip_target', '10.0.0.1,10.0.0.2'],
    ['arp_ip_target', Array.from({ length: 16 }, (_, index) => `10.0.0.${index}`)],
    ['name', 'abcdefghijklmno'],
    ['ipaddr', '255.1.2.3'],
    ['netmask', '255.255.255.254'],
    ['prefix', '32'],
    ['dns', '2001:db8::1,::ffff:10.0.0.1,10.0.0.1'],
    ['domain', 'example.com lab.example.com'],
    ['mtu', 9000],
    ['ports', ['eth0', { mac: '08:00:27:08:f3:6A' }, '{"mac": "08:00:27:43:66:17"}', 7]],
    ['ports', 'eth0, mac=08:00:27:08:f3:6a']
  ])('%s %j', (option, value) => {
    expect(problemsOf(bond, { name: 'bond0', [option]: value })).toEqual([])
  })
})

describe('refused values', () => {
  test.each([
    ['mode', 7, 'one of balance-rr (0), active-backup (1), balance-xor (2), broadcast (3), 802.3ad (4)'],
    ['mode', 'Active-Backup', 'one of balance-rr (0)'],
    ['mode', '01', 'one of balance-rr (0)'],
    ['miimon', 'abc', 'an integer of milliseconds from 0 to 2147483647'],
    ['miimon', -1, 'an integer of milliseconds from 0 to 2147483647'],
    ['miimon', 2147483648, 'an integer of milliseconds from 0 to 2147483647'],
    ['name', '../../etc/passwd', 'a network device name'],
    ['name', 'abcdefghijklmnopqrstuv', 'a network device name'],
    ['name', 'a\nb', 'a network device name'],
    ['ipaddr', '10.0.0.300', 'an IPv4 address'],
    ['ipaddr', '10.0.0.1\n', 'an IPv4 address'],
    ['ipaddr', '10.0.0.1/8', 'an IPv4 address'],
    ['ipaddr', '010.0.0.1', 'an IPv4 address'],
    ['netmask', '255.0.255.0', 'a contiguous IPv4 netmask'],
    ['prefix', 33, 'an integer from 1 to 32'],
    ['mtu', 67, 'an integer of bytes from 68'],
    ['domain', 'a  b', 'one or more DNS search domains'],
    ['bootproto', 'auto', 'one of none, static, dhcp, bootp'],
    ['former_ports', 'drop', 'one of release, keep']
  ])('%s %j', (option, value, words) => {
    const [problem, ...others] = problemsOf(bond, { [option]: value })
    expect(others).toEqual([])
    expect(problem).toMatch(new RegExp(`^${option}: .* is refused, it must be `))
    expect(problem).toContain(words)
  })

  test.each([
    ['arp_ip_target[1]', { arp_ip_target: '10.0.0.1,10.0.0' }],
    ['arp_ip_target', { arp_ip_target: '10.0.0.1,10.0.0.1' }],
    ['arp_ip_target', { arp_ip_target: Array.from({ length: 17 }, (_, index) => `10.0.0.${index}`) }],
    ['dns[0]', { dns: ['1:2:3'] }],
    ['ports[1]', { ports: 'eth0,eth/1' }],
    ['ports[0]', { ports: [{ mac: 41135085296 }] }],
    ['ports[0]', { ports: [{ mac: '08:00:27:08:f3' }] }],
    ['ports[0]', { ports: [{ name: 'eth0' }] }],
    ['ports[0]', { ports: [{ mac: '08:00:27:08:f3:6a', name: 'eth0' }] }],
    ['ports[1]', { ports: ['eth0', null] }],
    ['ports[0]', { ports: ['08:00:27:08:f3:6a'] }]
  ])('the element or list %s', (path, raw) => {
    const problems = problemsOf(bond, raw)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.split(':')[0]).toBe(path)
  })
})

describe('rules of kinds that no row has yet', () => {
  test('a name and number of off 0 and on 1 is an on/off option', () => {
    const [off, on] = [
      { name: 'off', id: 0 },
      { name: 'on', id: 1 }
    ]
    expect(bondingRules({ name: 'x', kind: { type: 'named', values: [off, on] } })).toMatchObject({ onOff: true })
    const third = { name: 'auto', id: 2 }
    expect(bondingRules({ name: 'x', kind: { type: 'named', values: [off, on, third] } }).onOff).toBe(false)
  })

  test('a MAC address is quoted', () => {
    const rule = bondingRules({ name: 'x', kind: { type: 'mac' } }).value
    expect(rule?.must).toContain('52:54:00:12:34:56, in quotes')
    const pattern = new RegExp(String(rule?.schema.pattern), 'u')
    expect(['52:54:00:12:34:aF', '5254.0012.3456', '52:54:00:12:34', '190218'].map(text => pattern.test(text))).toEqual(
      [true, false, false, false]
    )
  })
})
