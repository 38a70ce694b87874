import fc from 'fast-check'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { anyJson, defined, hostileText, mostly, oneIn } from './_arbitraries.ts'
import type { Trial } from './_laws.ts'
import { scripts } from './_names.ts'
import { foundText } from './_routing-texts.ts'

/** The addresses of the bond to which all routes belong. */
export const bondAddresses = ['10.0.0.12/8', '2001:db8::12/64']

export interface RoutingTrial extends Trial {
  /** Whether no argument was spoilt, so that a kernel must take all that is written. */
  readonly isSound: boolean
}

const tables = fc.constantFrom<unknown>('100', '254', 'main', 200)

function routesOf(networks: readonly string[], vias: readonly string[], source: string): fc.Arbitrary<JsonObject> {
  return fc
    .record({
      to: fc.constantFrom(...networks),
      via: oneIn(2, fc.constantFrom(...vias)),
      src: oneIn(4, fc.constant(source)),
      metric: oneIn(3, fc.constantFrom<unknown>(1, '5', 100, 4294967295)),
      table: oneIn(3, tables),
      mtu: oneIn(4, fc.constantFrom<unknown>(1400, '1500')),
      onlink: oneIn(5, fc.constantFrom<unknown>(true, 'yes', false)),
      type: oneIn(5, fc.constantFrom('blackhole', 'throw', 'unicast', 'prohibit', 'unreachable'))
    })
    .map(({ to, via, src, onlink, type, ...rest }) => {
      const isWay = type === undefined || type === 'unicast'
      const way = isWay ? { via, src, ...(via === undefined ? {} : { onlink }) } : {}
      return defined({ to, type, ...rest, ...way })
    })
}

const routes = fc.uniqueArray(
  fc.oneof(
    routesOf(['192.0.2.0/24', '198.51.100.7', '0.0.0.0/0', '172.16.0.0/12'], ['10.0.0.1', '10.9.0.1'], '10.0.0.12'),
    routesOf(['fd01::/48', '2001:db8:5::1', '::/0', 'FD02:0::/32'], ['2001:db8::1', 'fe80::1'], '2001:db8::12')
  ),
  { maxLength: 4, selector: ({ to }) => to }
)

const rules = fc.uniqueArray(
  fc
    .record({
      from: oneIn(2, fc.constantFrom('10.0.0.12', '192.0.2.0/24')),
      to: oneIn(3, fc.constantFrom('198.51.100.0/24')),
      iif: oneIn(4, fc.constantFrom('bond0', 'eth7')),
      oif: oneIn(6, fc.constant('bond0')),
      fwmark: oneIn(3, fc.constantFrom('1', '0x10', '0x10/0xff')),
      priority: fc.integer({ min: 1, max: 30_000 }),
      table: tables,
      action: oneIn(5, fc.constantFrom('blackhole', 'prohibit', 'unreachable')),
      six: oneIn(3, fc.constant(true))
    })
    .map(({ six, table, action, from, to, ...rest }) => {
      const ends =
        six === true ? { ...(from === undefined ? { family: 'ipv6' } : { from: 'fd01::/48' }) } : { from, to }
      return defined({ ...rest, ...ends, ...(action === undefined ? { table } : { action }) })
    }),
  { maxLength: 4, selector: ({ priority }) => priority }
)

const spoilt = fc.oneof(
  fc.tuple(
    fc.constantFrom('to', 'via', 'src', 'metric', 'table', 'mtu', 'onlink', 'type'),
    mostly(2, hostileText, anyJson)
  ),
  fc.constantFrom<[string, unknown]>(
    ['to', '192.0.2.1/24'],
    ['via', 'fe80::1'],
    ['table', '4294967296'],
    ['table', 'all']
  )
)
const spoiltRule = fc.oneof(
  fc.tuple(
    fc.constantFrom('from', 'to', 'iif', 'fwmark', 'priority', 'table', 'action', 'family'),
    mostly(2, hostileText, anyJson)
  ),
  fc.constantFrom<[string, unknown]>(['fwmark', '0x100000000'], ['from', '10.0.0.1/8'], ['table', ''], ['not', true])
)

const bond = { root: '/hostile', name: 'bond0', ports: ['eth0'], mode: 1, miimon: 100, ipaddr: '10.0.0.12', prefix: 8 }
const more = { ipv6init: true, ipv6addr: '2001:db8::12/64', modprobe_alias: false }

/** A bond with routes and rules, and files of these that others have written. */
export const routingTrials: fc.Arbitrary<RoutingTrial> = fc
  .record({
    routes: mostly(5, routes, fc.constant(undefined)),
    rules: mostly(3, rules, fc.constant(undefined)),
    wrong: oneIn(5, fc.tuple(spoilt, spoiltRule, fc.nat(2))),
    state: oneIn(15, fc.constant('absent')),
    files: fc.record({
      route: oneIn(2, foundText),
      route6: oneIn(4, foundText),
      rule: oneIn(3, foundText),
      rule6: oneIn(6, foundText)
    })
  })
  .map(({ wrong, state, files, ...given }) => {
    const [[name, value], [ruleName, ruleValue], which] = wrong ?? [['', ''], ['', ''], 3]
    const spoil = (list: readonly JsonObject[] | undefined, key: string, bad: unknown) =>
      list?.map((item, index) => (index === 0 ? { ...item, [key]: bad } : item))
    const routing = {
      routes: which === 0 || which === 2 ? spoil(given.routes, name, value) : given.routes,
      rules: which === 1 || which === 2 ? spoil(given.rules, ruleName, ruleValue) : given.rules
    }
    const texts = Object.entries(files).map(([kind, text]) => [`${scripts}/${kind}-bond0`, text])
    const there = defined({ [`${scripts}/ifcfg-lo`]: 'DEVICE=lo\n', ...Object.fromEntries(texts) })
    return {
      args: { ...bond, ...more, ...defined({ ...routing, state }) },
      files: there as Trial['files'],
      isSound: wrong === undefined
    }
  })
