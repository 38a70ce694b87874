import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { createHost } from '../../../modules/lib/host/node-host.ts'
import { takeOver } from '../../../modules/lib/takeover/take-over.ts'
import { parseByPyYaml } from '../../support/py-yaml.ts'
import { runModule } from '../../support/run-module.ts'
import { readTree } from '../../support/tree.ts'
import { ansiblePython } from '../../unit/ansible/ansible-validator.ts'
import { sourceInBash } from '../judges.ts'
import { type FieldHost, fieldHosts, ifcfgFiles } from './hosts.ts'
import { notTakenOver } from './not-taken-over.ts'

type Vars = { readonly [option: string]: unknown }

const hosts = fieldHosts()
const taken = new Map(hosts.map(({ name, folder }) => [name, takeOver(createHost(folder))]))

const roots: string[] = []
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true })
})

test.each(hosts.map(host => [host.name, host] as const))('%s: each bond is taken over or listed', (name, host) => {
  const { bonds = [], cannotTakeOver = [] } = taken.get(name) ?? {}
  const listed = [...new Set(cannotTakeOver.map(({ bond }) => bond))]
  expect([...bonds.map(bond => bond.name), ...listed].sort()).toEqual(host.bonds)
  const known = notTakenOver[name] ?? []
  expect(listed, JSON.stringify(cannotTakeOver)).toEqual(known.map(([bond]) => bond))
  for (const [bond, place, rule] of known) {
    const { path = '', line, rule: text } = cannotTakeOver.find(each => each.bond === bond) ?? {}
    expect(`${basename(path)}${line === undefined ? '' : `:${line}`}`).toBe(place)
    expect(text).toContain(rule)
  }
})

test('the reasons that are known here are of hosts that are there', () => {
  expect(Object.keys(notTakenOver).filter(name => !taken.has(name))).toEqual([])
  const known = Object.values(notTakenOver).flat()
  const all = [...taken.values()].flatMap(({ bonds }) => bonds)
  console.log(`bonds of the golden cases: ${all.length} taken over, ${known.length} listed by rule`)
  // Many cases are of files that are hard to take over, and most of what they lead to is not.
  expect(all.length).toBeGreaterThan(2 * known.length)
})

const python = ansiblePython('newest')

describe.skipIf(python === undefined)('read by PyYAML', () => {
  const texts = [...taken.values()].map(({ text }) => text)
  const parsed = python === undefined ? [] : parseByPyYaml(python, texts)
  const varsOf = new Map(hosts.map(({ name }, index) => [name, bondsOf(parsed[index])]))

  test.each(hosts.map(host => [host.name, host] as const))('%s: the bond module changes nothing', (name, host) => {
    const bonds = varsOf.get(name) ?? []
    expect(bonds).toEqual(JSON.parse(JSON.stringify(taken.get(name)?.bonds)))
    if (bonds.length === 0) return
    for (const vars of bonds) expectSaid(vars, host)
    const root = mkdtempSync(join(tmpdir(), 'nic-bonding-take-over-'))
    roots.push(root)
    cpSync(host.folder, root, { recursive: true, verbatimSymlinks: true })
    const { result } = runModule('bond', { bonds, root })
    expect(result.msg).toBeUndefined()
    expect(result.changed).toBe(false)
    expect(readTree(root)).toEqual(host.files)
  })
})

function bondsOf(vars: unknown): readonly Vars[] {
  const { bonding_bonds: bonds } = vars as { readonly bonding_bonds: readonly Vars[] }
  return bonds
}

/** Options of keys, by what bash reads in the bond's file. */
const keys: { readonly [option: string]: readonly string[] } = {
  ipaddr: ['IPADDR', 'IPADDR0'],
  prefix: ['PREFIX', 'PREFIX0'],
  netmask: ['NETMASK', 'NETMASK0'],
  gateway: ['GATEWAY'],
  domain: ['DOMAIN'],
  ipv6init: ['IPV6INIT'],
  ipv6addr: ['IPV6ADDR'],
  ipv6_autoconf: ['IPV6_AUTOCONF'],
  ipv6_defaultgw: ['IPV6_DEFAULTGW'],
  mtu: ['MTU'],
  macaddr: ['MACADDR'],
  zone: ['ZONE'],
  bootproto: ['BOOTPROTO'],
  onboot: ['ONBOOT'],
  userctl: ['USERCTL'],
  defroute: ['DEFROUTE'],
  peerdns: ['PEERDNS'],
  nm_controlled: ['NM_CONTROLLED']
}

/** Each option says what bash reads by its key, and none is left out; BONDING_OPTS by its words, ports by MASTER. */
function expectSaid(vars: Vars, { folder, files }: FieldHost): void {
  const all = ifcfgFiles(files).map(([path]) => {
    const lists = ['DNS1', 'DNS2', 'DNS3', 'IPADDR1', 'IPADDR2', 'IPADDR3', 'IPV6ADDR_SECONDARIES']
    const names = [...Object.values(keys).flat(), 'DEVICE', 'MASTER', 'BONDING_OPTS', ...lists]
    return sourceInBash(join(folder, path), names).values
  })
  const own = all.find(values => values.get('DEVICE') === vars.name) ?? new Map<string, string>()
  // Without IPV6INIT=yes nobody looks at the others.
  const isRead = (key: string): boolean => !/^IPV6(?!INIT)/.test(key) || own.get('IPV6INIT') === 'yes'
  const bashSays = (key: string): string | undefined => (isRead(key) ? own.get(key) : undefined)
  for (const [option, names] of Object.entries(keys)) {
    const said = names.map(bashSays).find(value => value !== undefined && value !== '')
    const value = typeof vars[option] === 'boolean' ? (vars[option] ? 'yes' : 'no') : vars[option]
    const isFlag = typeof vars[option] === 'boolean'
    expect(value === undefined ? undefined : String(value), option).toBe(isFlag ? said?.toLowerCase() : said)
  }
  const further = ['IPADDR1', 'IPADDR2', 'IPADDR3'].flatMap(key => own.get(key) ?? [])
  const given = listOf(vars.ipaddr_secondaries).map(text => text.split('/')[0])
  expect(given.slice(given.length - further.length)).toEqual(further)
  const further6 = bashSays('IPV6ADDR_SECONDARIES')?.split(' ') ?? []
  expect(listOf(vars.ipv6addr_secondaries)).toEqual(further6)
  const servers = ['DNS1', 'DNS2', 'DNS3'].map(key => own.get(key)).filter(value => value !== undefined)
  expect(vars.dns ?? []).toEqual(servers)
  const words = (own.get('BONDING_OPTS') ?? '').split(/\s+/).filter(word => word !== '')
  const lists = ['ports', 'dns', 'ipaddr_secondaries', 'ipv6addr_secondaries', 'routes', 'rules']
  const known = ['name', ...lists, 'port_ifcfg', 'modprobe_alias', ...Object.keys(keys)]
  const bonding = Object.keys(vars).filter(option => !known.includes(option))
  expect(bonding.sort()).toEqual(words.map(word => word.split('=')[0]).sort())
  const ports = new Set(all.filter(values => values.get('MASTER') === vars.name).map(values => values.get('DEVICE')))
  expect(vars.ports).toHaveLength(ports.size)
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
