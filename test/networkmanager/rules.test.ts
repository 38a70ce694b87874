import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bondingOptions } from '../../modules/lib/bonding/options.ts'
import { runModule } from '../support/run-module.ts'
import { harmless } from './complaints.ts'
import { arp, type Opts, refusals, texts } from './rule-table.ts'
import { type NormalBond, understoodBond } from './understanding.ts'
import { useDaemon } from './use-daemon.ts'

const { skipReason, roots, daemon } = useDaemon()

/** How many bonds one run of the module is given. */
const batch = 64

describe('what NetworkManager refuses or drops the module refuses', () => {
  test.for(refusals)('%s', ([, opts, nm], { skip }) => {
    skip(skipReason !== undefined, skipReason)
    expect(Object.keys(refusedBonds([opts])), 'the module').toEqual(['0'])
    const [bond] = understand([opts])
    if (nm === 'leaves out in the end') expect(bond?.options.arp_interval).toBe(arp.arp_interval)
    if (nm === 'refuses') expect(bond).toBeUndefined()
    if (nm === 'sets balance-rr') expect(bond?.mode).toBe('balance-rr')
    if (nm === 'drops' || nm === 'takes') expect(bond).toBeDefined()
    const names = Object.keys({ mode: '', ...bond?.options }).sort()
    if (nm === 'takes') expect(names).toEqual(Object.keys(opts).sort())
    if (nm === 'drops') expect(names).not.toEqual(Object.keys(opts).sort())
  })
})

describe('what the module accepts NetworkManager accepts', () => {
  test('every value of every option in every mode', { timeout: 120_000 }, ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const accepted = acceptedOf([0, 1, 2, 3, 4, 5, 6].flatMap(mode => [...optsInMode(mode)])).filter(
      opts => newWords(opts).length === 0
    )
    expect(accepted.length).toBeGreaterThan(450)

    for (let start = 0; start < accepted.length; start += batch) expectAccepted(accepted.slice(start, start + batch))
  })

  test('but what is new to NetworkManager: that is dropped, and the rest is understood', ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const accepted = acceptedOf([0, 1, 2, 3, 4, 5, 6].flatMap(mode => [...optsInMode(mode)])).filter(
      opts => newWords(opts).length > 0
    )
    expect(new Set(accepted.flatMap(newWords))).toEqual(new Set(['arp_missed_max', 'lacp_active', 'ad_select']))
    const understood = understand(accepted)
    for (const [index, opts] of accepted.entries()) {
      const names = Object.keys(opts).filter(name => name !== 'mode' && !newWords(opts).includes(name))
      expect(Object.keys(understood[index]?.options ?? {}).sort(), JSON.stringify(opts)).toEqual(names.sort())
    }
  })
})

describe('what NetworkManager reads otherwise than the init scripts the module writes anew', () => {
  test.for(texts)('%s', ([, text, opts], { skip }) => {
    skip(skipReason !== undefined, skipReason)
    const root = newRoot()
    writeBond(root, 'bond0', text)
    const before = understoodBond(daemon().load(root).profiles, 'bond0')
    const { result } = runModule('bond', { root, ...taskOf(opts, 0) })
    const meant: unknown = Array.isArray(result.bonds) ? result.bonds[0] : undefined
    expect(before).not.toMatchObject({ options: Object(meant).options })
    expect(understoodBond(daemon().load(root).profiles, 'bond0')).toEqual(meant)
  })
})

/** The options of a row that NetworkManager 1.42 does not know, or not with this value. */
function newWords(opts: Opts): readonly string[] {
  return bondingOptions
    .filter(({ name, kind, isNewToManager }) => {
      const values = kind.type === 'named' ? kind.values.filter(value => value.isNewToManager) : []
      const isNewValue = values.some(value => [value.name, value.id].includes(opts[name] ?? ''))
      return opts[name] !== undefined && (isNewToManager === true || isNewValue)
    })
    .map(({ name }) => name)
}

const targets = (count: number): string => Array.from({ length: count }, (_, index) => `10.0.1.${index + 10}`).join(',')

/** Each value of each option in a mode, by name and by number, with what it depends on. */
function* optsInMode(mode: number): Generator<Opts> {
  for (const { name, kind } of bondingOptions) {
    const base = { mode, ...(name.startsWith('arp_') ? arp : { miimon: 100 }), ...needs[name] }
    if (kind.type === 'int')
      for (const value of [kind.min, 100, kind.max, kind.max - (kind.max % 100)]) yield { ...base, [name]: value }
    if (kind.type === 'named')
      for (const { name: word, id } of kind.values) yield* [word, id].map(value => ({ ...base, [name]: value }))
    if (kind.type === 'ipv4-list') for (const count of [1, 2, 16]) yield { ...base, [name]: targets(count) }
    if (kind.type === 'device') yield { ...base, [name]: 'eth0' }
    if (kind.type === 'mac')
      yield* ['02:00:5E:00:53:AB', '00:00:00:00:00:00'].map(value => ({ ...base, [name]: value }))
  }
}

/** What some options need besides a monitor. */
const needs: Readonly<Record<string, Opts>> = {
  arp_all_targets: { arp_validate: 'all' },
  primary_reselect: { primary: 'eth0' }
}

/** The bond of one row of options: its own name and ports, where `eth0` stands for its first port. */
function taskOf(opts: Opts, index: number): { readonly [option: string]: unknown } {
  const ports = [`p${index}a`, `p${index}b`]
  return { ...opts, ...(opts.primary === 'eth0' && { primary: ports[0] }), name: `bond${index}`, ports, onboot: false }
}

/** NetworkManager understands what the module writes for these rows as the module says it. */
function expectAccepted(rows: readonly Opts[]): void {
  const root = newRoot()
  const { result } = runModule('bond', { root, bonds: rows.map(taskOf) })
  expect(result.msg).toBeUndefined()
  const meant: readonly NormalBond[] = Array.isArray(result.bonds) ? result.bonds : []
  expect(meant.length).toBe(rows.length)
  const { profiles, complaints } = daemon().load(root)
  expect(complaints.filter(text => !harmless.some(({ complaint }) => complaint.test(text)))).toEqual([])
  for (const [index, bond] of meant.entries())
    expect(understoodBond(profiles, bond.name), JSON.stringify(rows[index])).toEqual(bond)
}

/** The rows that the module takes; it looks at the arguments first, and at the files only when all of them are right. */
function acceptedOf(rows: readonly Opts[]): readonly Opts[] {
  if (rows.length > batch) return [...acceptedOf(rows.slice(0, batch)), ...acceptedOf(rows.slice(batch))]
  const refused = refusedBonds(rows)
  if (Object.keys(refused).length === 0) return rows
  return acceptedOf(rows.filter((_, index) => refused[index] === undefined))
}

/** What the module says of each row that it refuses, by its index. */
function refusedBonds(rows: readonly Opts[]): Readonly<Record<string, string>> {
  const { result } = runModule('bond', { root: newRoot(), bonds: rows.map(taskOf), _ansible_check_mode: true })
  const lines = typeof result.msg === 'string' ? result.msg.split('\n') : []
  return Object.fromEntries(
    lines.flatMap(line => {
      const index = /bonds?\[?(\d+)/.exec(line)?.[1]
      return index === undefined ? [] : [[index, line]]
    })
  )
}

/** What NetworkManager makes of rows of options in files that no module wrote. */
function understand(rows: readonly Opts[]): readonly (NormalBond | undefined)[] {
  const root = newRoot()
  for (const [index, opts] of rows.entries()) {
    const words = Object.entries(opts).map(([key, value]) => `${key}=${value}`)
    writeBond(root, `bond${index}`, words.join(' '))
  }
  const { profiles } = daemon().load(root)
  return rows.map((_, index) => understoodBond(profiles, `bond${index}`))
}

function writeBond(root: string, name: string, opts: string): void {
  const file = join(root, 'etc/sysconfig/network-scripts', `ifcfg-${name}`)
  writeFileSync(file, `DEVICE=${name}\nONBOOT=no\nBOOTPROTO=none\nBONDING_OPTS="${opts}"\n`)
}

function newRoot(): string {
  const root = mkdtempSync(join(tmpdir(), `nic-bonding-nm-${process.pid}-rules-`))
  roots.push(root)
  mkdirSync(join(root, 'etc/sysconfig/network-scripts'), { recursive: true })
  return root
}
