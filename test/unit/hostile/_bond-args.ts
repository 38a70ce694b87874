import fc from 'fast-check'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { bondingOptions } from '../../../modules/lib/bonding/options.ts'
import { writableValue } from '../ifcfg/shell-fragments.ts'
import { anyJson, defined, hostileText, mostly, oneIn } from './_arbitraries.ts'
import { addresses, ipv6, rest } from './_bond-options.ts'
import { opts, repair } from './_bond-opts.ts'
import { bondNames, knownKeys, portNames } from './_names.ts'

const freeKeys = knownKeys.filter(
  key =>
    !/^(?:DEVICE|TYPE|ONBOOT|BOOTPROTO|IP|PREFIX|NETMASK|GATEWAY|D|MTU|ZONE|USERCTL|NM_|MASTER|SLAVE|BONDING|BRIDGE|VLAN|HWADDR)/.test(
      key
    )
)
const value = fc.oneof(writableValue, fc.constantFrom<unknown>('a b', 0, true, null, '10', 'x'))

/** A list, the same as one text, or now and then with an Ethernet address in the place of a name. */
function portsAs(spelling: number, devices: readonly string[]): unknown {
  if (spelling === 0) return [...devices.slice(1), { mac: '08:00:27:00:00:01' }]
  return spelling < 16 ? devices.join(',') : devices
}

/** One argument that is wrong, or may be. */
function spoilt(): fc.Arbitrary<JsonObject> {
  const names = [
    'name',
    'ports',
    'state',
    'ifcfg',
    'port_ifcfg',
    'bonds',
    'root',
    ...bondingOptions.map(({ name }) => name),
    'ipaddr',
    'ipaddr_secondaries',
    'ipv6addr',
    'ipv6_defaultgw',
    'macaddr',
    'zone',
    'prefix',
    'netmask',
    'gateway',
    'dns',
    'domain',
    'bootproto',
    'mtu',
    'exclusive',
    'modprobe_file',
    'former_ports',
    'backup',
    'slaves'
  ]
  return fc.oneof(
    fc.tuple(mostly(8, fc.constantFrom(...names), hostileText), anyJson).map(([name, wrong]) => ({ [name]: wrong })),
    fc
      .dictionary(mostly(2, fc.constantFrom(...knownKeys), hostileText), mostly(2, value, anyJson), {
        minKeys: 1,
        maxKeys: 3,
        noNullPrototype: true
      })
      .map(ifcfg => ({ ifcfg })),
    fc.record({
      ipaddr: fc.constantFrom('10.0.0.0', '0.0.0.0', '127.0.0.1', '10.0.0.1/8', '::1', '10.0.0.01', '10.0.0.1\n')
    }),
    fc.record({ mode: fc.constantFrom<unknown>(7, -1, '1 miimon=5', 'active', '', '01', 1.5, '1\n') })
  )
}

/** A bond that the rules take, but for rare combinations; as YAML types or as texts. */
export const goodBond = (names: readonly string[], ports: readonly string[]): fc.Arbitrary<JsonObject> =>
  fc
    .record({
      name: fc.constantFrom(...names),
      ports: fc.subarray([...ports], { minLength: 1, maxLength: Math.min(3, ports.length) }),
      state: oneIn(12, fc.constantFrom('absent', 'present')),
      opts: opts(),
      addresses: mostly(3, addresses, fc.constant({})),
      ipv6: mostly(4, fc.constant({}), ipv6),
      rest: mostly(2, fc.constant({}), rest),
      ifcfg: oneIn(3, fc.dictionary(fc.constantFrom(...freeKeys), value, { maxKeys: 3, noNullPrototype: true })),
      portKeys: oneIn(4, fc.dictionary(fc.constantFrom(...freeKeys), value, { maxKeys: 2, noNullPrototype: true })),
      spelling: fc.nat(39)
    })
    .map(({ opts: given, addresses: numbers, ipv6: six, rest: more, portKeys, spelling, ports: devices, ...bond }) => {
      const bonding = repair(given.mode, given.picked, devices)
      const port_ifcfg = portKeys === undefined ? undefined : { [devices[0] ?? '']: portKeys }
      return defined({
        ...bond,
        ports: portsAs(spelling, devices),
        ...bonding,
        ...numbers,
        ...more,
        port_ifcfg
      })
    })

/** The arguments of a task: one bond or several, a part of them spoilt. */
export const bondTask: fc.Arbitrary<JsonObject> = mostly(
  5,
  fc.oneof(
    { weight: 4, arbitrary: goodBond(bondNames, portNames) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(goodBond(['bond0'], ['eth0', 'eth1']), goodBond(['bond1', 'bond10'], ['eth2', 'eth3', 'em1']))
        .map(bonds => ({ bonds }))
    }
  ),
  fc
    .tuple(goodBond(bondNames, portNames), fc.array(spoilt(), { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([bond, wrong, inList]) => {
      const spoiltBond = Object.assign({}, bond, ...wrong)
      return inList ? { bonds: [spoiltBond] } : spoiltBond
    })
).map(task => ({ root: '/hostile', ...task }))
