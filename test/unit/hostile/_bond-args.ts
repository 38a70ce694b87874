import fc from 'fast-check'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { type BondingOption, bondingOptions } from '../../../modules/lib/bonding/options.ts'
import { writableValue } from '../ifcfg/shell-fragments.ts'
import { anyJson, bondNames, defined, hostileText, knownKeys, mostly, oneIn, portNames } from './_arbitraries.ts'

const freeKeys = knownKeys.filter(
  key =>
    !/^(?:DEVICE|TYPE|ONBOOT|BOOTPROTO|IP|PREFIX|NETMASK|GATEWAY|D|MTU|ZONE|USERCTL|NM_|MASTER|SLAVE|BONDING|BRIDGE|VLAN|HWADDR)/.test(
      key
    )
)
const value = fc.oneof(writableValue, fc.constantFrom<unknown>('a b', 0, true, null, '10', 'x'))

const addresses = fc
  .record({
    host: fc.integer({ min: 1, max: 253 }),
    prefix: fc.constantFrom(8, 16, 24),
    as: fc.nat(3),
    gateway: oneIn(2, fc.constant(true)),
    dns: oneIn(3, fc.subarray(['10.0.0.138', '8.8.8.8', 'fd00::1']))
  })
  .map(({ host, prefix, as, gateway, dns }) => {
    const netmask = { 8: '255.0.0.0', 16: '255.255.0.0', 24: '255.255.255.0' }[prefix]
    const length = [{ prefix }, { prefix: String(prefix) }, { netmask }, { prefix, netmask }][as]
    return defined({ ipaddr: `10.0.0.${host}`, ...length, gateway: gateway && '10.0.0.254', dns })
  })

const ipv6 = fc
  .record({
    ipv6init: oneIn(3, fc.constantFrom<unknown>(true, 'yes')),
    ipv6addr: oneIn(2, fc.constantFrom('2001:db8::12/64', 'fd00:0::A/48', '2001:DB8:0:0::1/128')),
    ipv6addr_secondaries: oneIn(3, fc.constantFrom<unknown>(['2001:db8::13/64'], '2001:db8::14/64,2001:db8::15/64')),
    ipv6_autoconf: oneIn(3, fc.constantFrom<unknown>(false, 'no')),
    ipv6_defaultgw: oneIn(4, fc.constantFrom('2001:db8::1', 'fe80::1')),
    ipaddr_secondaries: oneIn(3, fc.constantFrom<unknown>(['10.0.2.13/8'], '10.1.2.14/24,10.1.2.15/24', []))
  })
  .map(defined)

const yesNo = fc.constantFrom<unknown>(true, false, 'yes', 'no', 'on', 1, 'False')
const rest = fc
  .record({
    onboot: oneIn(2, yesNo),
    userctl: oneIn(2, yesNo),
    nm_controlled: oneIn(2, yesNo),
    defroute: oneIn(2, yesNo),
    peerdns: oneIn(2, yesNo),
    mtu: oneIn(2, fc.constantFrom<unknown>(68, 1500, '9000', 65535)),
    macaddr: oneIn(8, fc.constantFrom('52:54:00:12:34:56', '52:54:00:AB:cd:ef')),
    zone: oneIn(3, fc.constantFrom('dmz', 'internal')),
    domain: oneIn(2, fc.constantFrom('example.com', 'a.example b.example')),
    exclusive: oneIn(4, yesNo),
    former_ports: oneIn(3, fc.constantFrom('release', 'keep')),
    modprobe_alias: oneIn(4, yesNo),
    modprobe_file: oneIn(4, fc.constantFrom('bonding.conf', '/etc/modprobe.d/bonding.conf', '/etc/modprobe.d/x.conf')),
    backup: oneIn(4, yesNo)
  })
  .map(defined)

function opts() {
  const picked = Object.fromEntries(bondingOptions.map(option => [option.name, oneIn(5, optionValue(option))]))
  return fc.record({ mode: fc.integer({ min: 0, max: 6 }), picked: fc.record(picked) })
}

/** An integer here is a count of steps: some options are multiples of another. */
function optionValue({ kind }: BondingOption): fc.Arbitrary<unknown> {
  switch (kind.type) {
    case 'int':
      return fc.constantFrom(
        kind.min,
        kind.max,
        Math.max(kind.min, 1),
        Math.min(kind.max, kind.min + 2),
        Math.min(kind.max, 5)
      )
    case 'named':
      return fc.constantFrom(...kind.values.flatMap(({ name, id }) => [name, id, String(id)]))
    case 'ipv4-list':
      return fc.uniqueArray(
        fc.integer({ min: 1, max: 250 }).map(host => `10.0.0.${host}`),
        { minLength: 1, maxLength: kind.max }
      )
    case 'device':
      return fc.constant('')
    case 'mac':
      return fc.constantFrom('02:00:00:00:00:01', '0A:bb:cc:DD:ee:ff')
  }
}

/** The picked options that the driver takes together in a mode, with the monitors that they need. */
function repair(id: number, picked: Readonly<Record<string, unknown>>, ports: readonly string[]): JsonObject {
  const byArp =
    id <= 3 && picked.arp_ip_target !== undefined && picked.updelay === undefined && picked.downdelay === undefined
  const monitor: JsonObject = byArp ? { arp_interval: 500, arp_ip_target: picked.arp_ip_target } : { miimon: 100 }
  const mode =
    bondingOptions[0]?.kind.type === 'named' && picked.miimon !== undefined
      ? bondingOptions[0].kind.values[id]?.name
      : String(id)
  const given: Record<string, unknown> = { mode, ...monitor }
  for (const option of bondingOptions) {
    const { name, kind, effective, needs, excludes } = option
    if (name in given || picked[name] === undefined || !effective.includes(id)) continue
    if (
      excludes.some(other => other in given) ||
      bondingOptions.some(other => other.name in given && other.excludes.includes(name))
    )
      continue
    if (needs.some(need => !(need.option in given))) continue
    const unit = needs.some(({ multiple }) => multiple === true) ? 100 : 1
    given[name] =
      kind.type === 'device'
        ? ports[0]
        : kind.type === 'int' && unit > 1
          ? unit * (Number(picked[name]) % 10)
          : picked[name]
  }
  return given
}

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
