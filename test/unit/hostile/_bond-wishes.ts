import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { formatBondingOpts, normalOpts, parseBondingOpts, sameOpts } from '../../../modules/lib/bonding/bonding-opts.ts'
import { toFileText } from '../../../modules/lib/bonding/file-value.ts'
import { bondingOptions } from '../../../modules/lib/bonding/options.ts'
import { parseIfcfg } from '../../../modules/lib/ifcfg/parse-ifcfg.ts'
import { readKey } from '../../../modules/lib/ifcfg/read-key.ts'
import { defined } from './_arbitraries.ts'
import type { Wish, Wishes, WrittenIfcfg } from './_ifcfg-laws.ts'
import type { Written } from './_laws.ts'
import { knownKeys } from './_names.ts'

/** What a task asks of a file that it has written: `[]` where that is no ifcfg file, or gone. */
export function askedOf(bonds: readonly JsonObject[], file: Written): readonly WrittenIfcfg[] {
  if (!/\/ifcfg-[^/]+$/.test(file.path) || file.after === undefined) return []
  const reading = readKey(parseIfcfg(file.after), 'DEVICE')
  const device = reading.state === 'value' ? reading.value : ''
  const present = bonds.filter(({ state }) => state !== 'absent')
  const own = present.find(({ name }) => name === device)
  const master = present.find(({ ports }) => Array.isArray(ports) && ports.includes(device))
  if (own !== undefined)
    return [{ ...file, wishes: wishesOfBond(own), mayGo: own.exclusive === true ? /^/ : addresses }]
  if (master !== undefined) return [{ ...file, wishes: wishesOfPort(master, device), mayGo: addresses }]
  // A file that is found by NAME or HWADDR, or a port by its address: which device that is, only the module says.
  const isUnsure = device === '' || present.some(({ ports }) => /mac=/.test(String(ports)))
  const wishes: Wishes = isUnsure ? anything : released
  return [{ ...file, wishes, mayGo: isUnsure ? /^/ : /MASTER_UUID/ }]
}

/** Keys that contradict what a bond or a port is asked for, or that a port loses. */
const addresses = /IPADDR|PREFIX|NETMASK|NETWORK|BROADCAST|GATEWAY|DNS|DOMAIN|DEFROUTE|PEERDNS|IPV6|DHCP|MASTER_UUID/
const anything: Wishes = new Map(knownKeys.map(key => [key, null]))
const released: Wishes = new Map([
  ['MASTER', undefined],
  ['SLAVE', undefined]
])
/** Keys of a bond that have several spellings, or follow from others. */
const spelt = [
  ...['ONBOOT', 'BOOTPROTO', 'IPADDR', 'PREFIX', 'NETMASK', 'MACADDR', 'IPV6INIT', 'IPV6ADDR', 'IPV6ADDR_SECONDARIES'],
  ...[
    'IPV6_AUTOCONF',
    'IPV6_DEFAULTGW',
    ...[0, 1, 2, 3].flatMap(at => ['IPADDR', 'PREFIX', 'NETMASK'].map(key => key + at))
  ]
]

function wishesOfBond(bond: JsonObject): Wishes {
  const named: Record<string, unknown> = {
    DEVICE: bond.name,
    DOMAIN: bond.domain,
    DEFROUTE: bond.defroute,
    PEERDNS: bond.peerdns,
    MTU: bond.mtu,
    USERCTL: bond.userctl,
    NM_CONTROLLED: bond.nm_controlled,
    GATEWAY: bond.gateway,
    ZONE: bond.zone
  }
  const wishes = new Map(
    [...Object.entries(defined(named)), ...Object.entries((bond.ifcfg ?? {}) as JsonObject)].map(
      ([key, wish]): [string, Wish] => [key, wish === null ? undefined : toFileText(wish)]
    )
  )
  const dns = Array.isArray(bond.dns) ? bond.dns : []
  for (const [index, server] of dns.entries()) wishes.set(`DNS${index + 1}`, String(server))
  const given = new Map(
    bondingOptions.flatMap(({ name }): [string, string | string[]][] =>
      bond[name] === undefined ? [] : [[name, Array.isArray(bond[name]) ? bond[name].map(String) : String(bond[name])]]
    )
  )
  if (given.size > 0) {
    const wanted = parseBondingOpts(formatBondingOpts(given)) ?? normalOpts(given)
    wishes.set('BONDING_OPTS', text =>
      sameOpts(
        new Map([...wanted].filter(([name]) => name !== 'arp_ip_target')),
        new Map([...(parseBondingOpts(text ?? '') ?? [])].filter(([name]) => name !== 'arp_ip_target'))
      )
    )
  }
  for (const key of spelt) if (!wishes.has(key)) wishes.set(key, null)
  return wishes
}

function wishesOfPort({ name, nm_controlled, port_ifcfg }: JsonObject, port: string): Wishes {
  const own = new Map(Object.entries((port_ifcfg ?? {}) as Record<string, JsonObject>)).get(port) ?? {}
  const wishes = new Map<string, Wish>([
    ['MASTER', String(name)],
    ['SLAVE', 'yes'],
    ['BOOTPROTO', value => value === 'none' || value === 'static'],
    ['IPADDR', undefined],
    ['DEVICE', null],
    ['USERCTL', null],
    ['ONBOOT', null]
  ])
  if (nm_controlled !== undefined) wishes.set('NM_CONTROLLED', toFileText(nm_controlled))
  for (const [key, wish] of Object.entries(own)) wishes.set(key, wish === null ? undefined : toFileText(wish))
  return wishes
}
