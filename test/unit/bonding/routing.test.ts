import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { routingProblems } from '../../../modules/lib/bonding/host-rules/routing-rules.ts'
import {
  hasArguments,
  parseArguments,
  unsafeLine,
  withLines
} from '../../../modules/lib/bonding/routing/argument-file.ts'
import { numberedRoutes } from '../../../modules/lib/bonding/routing/numbered-file.ts'
import {
  familyOfRoute,
  formatRoute,
  parseRoute,
  type Route,
  routeMeaning
} from '../../../modules/lib/bonding/routing/route.ts'
import { formatRule, parseRule, ruleMeaning } from '../../../modules/lib/bonding/routing/rule.ts'
import { parseIfcfg } from '../../../modules/lib/ifcfg/parse-ifcfg.ts'
import { hostWith } from './_files.ts'

const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 500) }
const line = fc.oneof(
  fc.constantFrom(
    '',
    '# a',
    '\t#b',
    '192.0.2.0/24 via 10.0.0.1',
    ' to 10.1.0.0/16  dev bond0',
    'from all table 1',
    '\r'
  ),
  fc.string({ maxLength: 12 }).filter(text => !text.includes('\n'))
)
const texts = fc
  .tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom('', '\n'))
  .map(([lines, end]) => lines.join('\n') + (lines.length === 0 ? '' : end))
const wanted = fc.uniqueArray(fc.constantFrom('10.1.0.0/16 dev bond0', '10.2.0.0/16 via 10.0.0.1', '10.3.0.0/16'), {
  maxLength: 3
})
const meaningOf = (words: readonly string[]): string => [...words].sort().join(' ')

describe('a file of arguments', () => {
  test('its lines together are the text again', () => {
    fc.assert(
      fc.property(texts, text => {
        const lines = parseArguments(text)
        expect(lines.map(({ source }) => source).join('')).toBe(text)
        expect(hasArguments(text)).toBe(lines.some(({ words }) => words !== undefined))
      }),
      runs
    )
  })

  test('it gets exactly the wanted lines, keeps its comments, and stays as it is the second time', () => {
    fc.assert(
      fc.property(texts, wanted, (text, lines) => {
        const list = lines.map(each => ({ meaning: meaningOf(each.split(' ')), text: each }))
        const after = withLines(text, list, meaningOf)
        const said = parseArguments(after).flatMap(({ words }) => (words === undefined ? [] : [meaningOf(words)]))
        expect(said.sort()).toEqual(list.map(({ meaning }) => meaning).sort())
        const comments = (all: string): readonly string[] =>
          parseArguments(all).flatMap(({ source, words }) => (words === undefined ? [source.replace(/\n$/, '')] : []))
        expect(comments(after)).toEqual(comments(text))
        expect(withLines(after, list, meaningOf)).toBe(after)
      }),
      runs
    )
  })

  test('what a shell would read otherwise is found', () => {
    expect(unsafeLine('# fine\n192.0.2.0/24 via 10.0.0.1\n')).toBeUndefined()
    expect(unsafeLine('\n# not fine \\\n192.0.2.0/24\n')).toBe(2)
    expect(unsafeLine('192.0.2.0/24 dev bond*\n')).toBe(1)
    expect(unsafeLine('# a comment *\n')).toBeUndefined()
  })
})

const tables = (table: string | undefined): string => (table === undefined || table === '254' ? 'main' : table)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const routes = fc
  .record({
    to: fc.constantFrom('192.0.2.0/24', '198.51.100.7', '0.0.0.0/0', 'default'),
    via: maybe(fc.constantFrom('10.0.0.1', '10.0.0.2')),
    src: maybe(fc.constant('10.0.2.12')),
    metric: maybe(fc.nat(4294967295)),
    table: maybe(fc.constantFrom('100', 'office', '254')),
    mtu: maybe(fc.integer({ min: 68, max: 9000 })),
    onlink: maybe(fc.constant(true)),
    type: maybe(fc.constantFrom('blackhole', 'throw') as fc.Arbitrary<'blackhole' | 'throw'>)
  })
  .map(route => Object.fromEntries(Object.entries(route).filter(([, value]) => value !== undefined)) as Route)

describe('a route', () => {
  test('is read as it is written, whatever the order of its words', () => {
    fc.assert(
      fc.property(routes, route => {
        const words = formatRoute(route, 'bond0').split(' ')
        expect(parseRoute(words, 'bond0')).toEqual(route)
        const [type, to, rest] =
          route.type === undefined ? [[], words[0], words.slice(1)] : [[words[0]], words[1], words.slice(2)]
        const read = parseRoute([...type, ...rest, 'to', to].map(String), 'bond0')
        expect(read === undefined ? undefined : routeMeaning(read, '4', tables)).toBe(routeMeaning(route, '4', tables))
      }),
      runs
    )
  })

  test.each([
    ['192.0.2.0/24 via 10.0.0.1', 'to 192.0.2.0/24 dev bond0 via 10.0.0.1'],
    ['198.51.100.7 via 10.0.0.1', '198.51.100.7/32 via 10.0.0.1'],
    ['default via 10.0.0.1 table 254', '0.0.0.0/0 via 10.0.0.1'],
    ['192.0.2.0/24 via 10.0.0.1 metric 5', 'unicast 192.0.2.0/24 priority 5 via 10.0.0.1']
  ])('%s is %s', (a, b) => {
    const meaning = (text: string): unknown => routeMeaning(parseRoute(text.split(' '), 'bond0') ?? {}, '4', tables)
    expect(meaning(a)).toBe(meaning(b))
  })

  test('of IPv6 in every spelling', () => {
    const meaning = (text: string): unknown => routeMeaning(parseRoute(text.split(' '), 'bond0') ?? {}, '6', tables)
    expect(meaning('2001:DB8:0001::/48 via FE80::1')).toBe(meaning('2001:db8:1:0::/48 via fe80:0::1'))
  })

  test.each([
    '192.0.2.0/24 via 10.0.0.1 initcwnd 10',
    '192.0.2.0/24 dev eth7',
    '192.0.2.0/24 via',
    '10.0.0.0/8 10.0.0.1',
    ''
  ])('%s says more, or less, than the option can', text =>
    expect(parseRoute(text.split(' ').filter(Boolean), 'bond0')).toBeUndefined()
  )

  test('has the family of its addresses', () => {
    expect(familyOfRoute({ to: 'default', via: '10.0.0.1' })).toBe('4')
    expect(familyOfRoute({ to: 'default', src: '2001:db8::1' })).toBe('6')
    expect(familyOfRoute({ to: 'default' })).toBeUndefined()
    expect(familyOfRoute({ to: '192.0.2.0/24', via: 'fe80::1' })).toBeUndefined()
  })
})

describe('a rule', () => {
  const meaning = (text: string): unknown => {
    const rule = parseRule(text.split(' '), '4')
    return rule === undefined ? undefined : ruleMeaning(rule, '4', tables)
  }
  test.each([
    ['from 10.0.2.12 table 100', 'lookup 100 from 10.0.2.12/32'],
    ['from all fwmark 0x10 table 100', 'fwmark 16 table 100'],
    ['fwmark 1/0xffffffff table 100 prio 5', 'priority 5 fwmark 0x1 table 100'],
    ['iif eth0 to 192.0.2.0/24 prohibit', 'prohibit to 192.0.2.0/24 dev eth0']
  ])('%s is %s', (a, b) => {
    expect(meaning(a)).toBeDefined()
    expect(meaning(a)).toBe(meaning(b))
  })

  test('is read as it is written', () => {
    const rule = { from: '10.0.2.12', to: '192.0.2.0/24', iif: 'a', oif: 'b', fwmark: '1', priority: 5, table: '9' }
    expect(parseRule(formatRule(rule).split(' '), '4')).toEqual(rule)
    expect(parseRule(formatRule({ fwmark: '1', action: 'prohibit' }).split(' '), '6')).toEqual({
      ...{ fwmark: '1', action: 'prohibit', family: 'ipv6' }
    })
  })

  test.each(['not from 10.0.2.12 table 100', 'from 10.0.2.12 goto 7', 'table 1 table 2'])('%s is left alone', text =>
    expect(meaning(text)).toBeUndefined()
  )
})

test('a numbered file is read to its first gap, and not at all where readers differ', () => {
  const read = (text: string): unknown => numberedRoutes(parseIfcfg(text))
  const first = 'ADDRESS0=192.0.2.0\nNETMASK0=255.255.255.0\nGATEWAY0="10.0.0.1"\n'
  expect(read(first)).toEqual([{ to: '192.0.2.0/24', via: '10.0.0.1' }])
  expect(read(`${first}ADDRESS2=192.0.3.0\nNETMASK2=255.255.255.0\n`)).toBeUndefined()
  expect(read(first.replace(/NETMASK.*\n/, ''))).toBeUndefined()
  expect(read(`${first}METRIC0=5\n`)).toBeUndefined()
  expect(read(first.replace('192.0.2.0', '$NET'))).toBeUndefined()
})

test('rules are taken where the dispatcher script of NetworkManager carries them out', () => {
  const path = '/etc/sysconfig/network-scripts/rule-bond0'
  const bond = { name: 'bond0', rules: [{ from: '10.0.2.12', table: '100' }] }
  const files = [{ path, before: undefined, after: 'from 10.0.2.12 table 100\n', device: 'bond0' }]
  const problems = (texts: Readonly<Record<string, string>>): unknown => routingProblems(hostWith(texts), bond, files)
  expect(problems({})).toMatchObject([{ reader: 'networkmanager' }])
  expect(problems({ '/etc/NetworkManager/dispatcher.d/10-ifcfg-rh-routes.sh': '#!/bin/sh\n' })).toEqual([])
})
