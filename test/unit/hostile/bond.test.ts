import fc from 'fast-check'
import { test } from 'vitest'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { formatBondingOpts, normalOpts, parseBondingOpts, sameOpts } from '../../../modules/lib/bonding/bonding-opts.ts'
import { toFileText } from '../../../modules/lib/bonding/file-value.ts'
import { bondingOptions } from '../../../modules/lib/bonding/options.ts'
import { parseIfcfg } from '../../../modules/lib/ifcfg/parse-ifcfg.ts'
import { readKey } from '../../../modules/lib/ifcfg/read-key.ts'
import { defined, knownKeys, oneIn } from './_arbitraries.ts'
import { bondTask } from './_bond-args.ts'
import { type Carried, fuzz } from './_fuzz.ts'
import { expectAsked, expectSourced, type Wish, type Wishes, type WrittenIfcfg } from './_ifcfg-laws.ts'
import { anyIfcfg, hostileIfcfg, plainIfcfg } from './_ifcfg-texts.ts'
import type { Trial, Written } from './_laws.ts'
import { anyModprobeText } from './_modprobe-texts.ts'
import { loadModule } from './_modules.ts'

const scripts = '/etc/sysconfig/network-scripts'
const bondHead = (name: string) => `DEVICE=${name}\nBONDING_OPTS="mode=1 miimon=100"`
const portHead = (name: string, bond: string) => `DEVICE=${name}\nMASTER=${bond}\nSLAVE=yes`

const texts = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  {
    weight: 4,
    arbitrary: fc.record({
      'ifcfg-bond0': oneIn(2, anyIfcfg(bondHead('bond0'))),
      'ifcfg-eth0': oneIn(2, anyIfcfg('DEVICE=eth0')),
      'ifcfg-eth1': oneIn(2, plainIfcfg(portHead('eth1', 'bond0'))),
      'ifcfg-em1': oneIn(2, anyIfcfg('DEVICE=em1'))
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      'ifcfg-bond0': oneIn(2, hostileIfcfg(bondHead('bond0'))),
      'ifcfg-bond1': oneIn(2, hostileIfcfg(bondHead('bond1'))),
      'ifcfg-eth0': oneIn(2, hostileIfcfg(portHead('eth0', 'bond1'))),
      'ifcfg-eth1': oneIn(2, hostileIfcfg('HWADDR=08:00:27:00:00:01')),
      'ifcfg-lan': oneIn(3, hostileIfcfg('DEVICE=eth2')),
      'route-eth1': oneIn(8, fc.constant('default via 10.0.0.1\n')),
      'rule-bond0': oneIn(8, fc.constant('from 10.0.0.1 table 5\n')),
      'ifcfg-eth0.100': oneIn(12, fc.constant('DEVICE=eth0.100\nVLAN=yes\n')),
      'ifcfg-eth0.old': oneIn(8, fc.constant('DEVICE=eth0\n'))
    })
  }
)

const elsewhere = fc.record({
  '/etc/modprobe.d/bonding.conf': oneIn(3, anyModprobeText),
  '/etc/modprobe.d/a.conf': oneIn(6, anyModprobeText),
  '/usr/lib/modprobe.d/bonding.conf': oneIn(10, anyModprobeText),
  '/etc/modprobe.conf': oneIn(20, anyModprobeText),
  '/etc/NetworkManager/system-connections/x.nmconnection': oneIn(
    10,
    fc.constantFrom(
      '[connection]\nid=x\ninterface-name=eth3\n',
      '[connection\n=\n[[]]\n\0',
      '[__proto__]\ninterface-name=eth0\n[connection]\n__proto__=1\n',
      '[ethernet]\nmac-address=08:00:27:00:00:01\n[connection]\nid=$(canary)\n'
    )
  )
})

const trials: fc.Arbitrary<Trial> = fc
  .record({ args: bondTask, own: texts, more: elsewhere })
  .map(({ args, own, more }) => {
    const ifcfg = Object.fromEntries(
      Object.entries({ 'ifcfg-lo': 'DEVICE=lo\n', ...own }).map(([name, text]) => [`${scripts}/${name}`, text])
    )
    return { args, files: defined({ ...ifcfg, ...more }) as Trial['files'] }
  })

function toWritten(bonds: readonly JsonObject[], file: Written): readonly WrittenIfcfg[] {
  if (!file.path.startsWith(`${scripts}/ifcfg-`) || file.after === undefined) return []
  const reading = readKey(parseIfcfg(file.after), 'DEVICE')
  const device = reading.state === 'value' ? reading.value : ''
  // A file of another name that its reader finds by NAME or HWADDR: which device that is, only the module says.
  if (device === '') return [{ ...file, wishes: new Map(knownKeys.map(key => [key, null])), mayGo: /^/ }]
  const present = bonds.filter(({ state }) => state !== 'absent')
  const own = present.find(({ name }) => name === device)
  const master = present.find(({ ports }) => Array.isArray(ports) && ports.includes(device))
  if (own !== undefined)
    return [
      {
        ...file,
        wishes: wishesOfBond(own),
        mayGo: own.exclusive === true ? /^/ : /IPADDR|PREFIX|NETMASK|NETWORK|BROADCAST|GATEWAY|DNS/
      }
    ]
  if (master === undefined)
    return [
      {
        ...file,
        wishes: new Map([
          ['MASTER', undefined],
          ['SLAVE', undefined]
        ]),
        mayGo: /MASTER_UUID/
      }
    ]
  return [
    {
      ...file,
      wishes: wishesOfPort(master, device),
      mayGo: /IPADDR|PREFIX|NETMASK|NETWORK|BROADCAST|GATEWAY|DNS|DOMAIN|DEFROUTE|PEERDNS|IPV6|DHCP|MASTER_UUID/
    }
  ]
}

function wishesOfBond(bond: JsonObject): Wishes {
  const named: Record<string, unknown> = {
    DEVICE: bond.name,
    DOMAIN: bond.domain,
    DEFROUTE: bond.defroute,
    PEERDNS: bond.peerdns,
    MTU: bond.mtu,
    USERCTL: bond.userctl,
    NM_CONTROLLED: bond.nm_controlled,
    GATEWAY: bond.gateway
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
  for (const key of ['ONBOOT', 'BOOTPROTO', 'IPADDR', 'IPADDR0', 'PREFIX', 'PREFIX0', 'NETMASK', 'NETMASK0'])
    if (!wishes.has(key)) wishes.set(key, null)
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

test('bond: whatever the arguments and the files, the laws hold, and bash agrees', async () => {
  let sourced = 0
  const module = await loadModule('bond')
  const writtenBy = ({ trial, ending }: Carried) => {
    const values = module.valuesOf(trial.args)
    const bonds = Array.isArray(values.bonds) ? (values.bonds as JsonObject[]) : [values]
    return ending.written.flatMap(file => toWritten(bonds, file))
  }
  const figures = await fuzz({
    module,
    trials,
    runs: 2000,
    each: carried => writtenBy(carried).forEach(expectAsked),
    batch: all => {
      sourced += expectSourced(all.flatMap(writtenBy))
    }
  })
  figures.close('bond', `${sourced} different texts sourced by bash`)
}, 7_200_000)
