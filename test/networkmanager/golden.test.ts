import { cpSync, existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type GoldenCase, loadCases } from '../golden/load-cases.ts'
import { runModule } from '../support/run-module.ts'
import { harmless } from './complaints.ts'
import type { Reading } from './daemon.ts'
import { expectBond } from './expect-bond.ts'
import { routesIn, understoodRoutes } from './routes.ts'
import { readDevices } from './terms.ts'
import { type NormalBond, portsOf, profilesOf, understoodBond } from './understanding.ts'
import { useDaemon } from './use-daemon.ts'

const { skipReason, roots, daemon } = useDaemon()
const cases = loadCases().filter(({ module, expected }) => module === 'bond' && expected.failed === undefined)
const occurred = new Set<RegExp>()

describe('NetworkManager understands what was meant', () => {
  test.for(cases.map(golden => [golden.name, golden] as const))('%s', ([, golden], { skip }) => {
    skip(skipReason !== undefined, skipReason)
    const root = newRoot(golden)
    const before = daemon().load(root)
    const { result } = runModule('bond', { ...golden.args, root })
    const after = daemon().load(root)

    const { complaints = [], devices = [] } = golden.expected.networkmanager ?? {}
    expect(newComplaints(golden, before, after)).toEqual(complaints.map(part => expect.stringContaining(part)))
    for (const device of devices) expectSameFault(device, before, after)
    for (const name of absentBonds(golden)) expectAbsent(after, name)
    for (const bond of bondsOf(result)) {
      expectBond({ reading: after, bond, values: readDevices(root), excepted: devices })
      if (!devices.includes(bond.name)) expectRoutes(after, root, bond.name)
    }
  })

  test('every complaint that is held to be harmless occurs', ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    expect(harmless.filter(({ complaint }) => !occurred.has(complaint))).toEqual([])
  })
})

function newRoot({ folder }: GoldenCase): string {
  const root = mkdtempSync(join(tmpdir(), `nic-bonding-nm-${process.pid}-case-`))
  roots.push(root)
  const before = join(folder, 'before')
  if (existsSync(before)) cpSync(before, root, { recursive: true, verbatimSymlinks: true })
  return root
}

/**
 * What NetworkManager complains of after the run and not before, but for what is known to be harmless and for keys unknown to
 * it that the task itself names as further keys.
 */
function newComplaints(golden: GoldenCase, before: Reading, after: Reading): readonly string[] {
  return after.complaints.filter(text => {
    const known = harmless.find(({ complaint }) => complaint.test(text))
    if (known !== undefined) occurred.add(known.complaint)
    const key = /: key (\w+) is unknown and ignored$/.exec(text)?.[1]
    return known === undefined && !before.complaints.includes(text) && !furtherKeys(golden).includes(key ?? '')
  })
}

function furtherKeys({ args: { ifcfg, port_ifcfg } }: GoldenCase): readonly string[] {
  return [ifcfg, ...Object.values(port_ifcfg ?? {})].flatMap(settings => Object.keys(settings ?? {}))
}

function absentBonds({ args }: GoldenCase): readonly string[] {
  const bonds: readonly { readonly name?: unknown; readonly state?: unknown }[] = Array.isArray(args.bonds)
    ? args.bonds
    : [args]
  return bonds.filter(({ state }) => state === 'absent').map(({ name }) => String(name))
}

function bondsOf({ bonds }: { readonly [key: string]: unknown }): readonly NormalBond[] {
  return Array.isArray(bonds) ? bonds : []
}

function expectAbsent({ profiles }: Reading, name: string): void {
  expect(understoodBond(profiles, name), name).toBeUndefined()
  expect(portsOf(profiles, name), `the ports of ${name}`).toEqual([])
}

/** The routes of the bond's files, unless files of rules keep NetworkManager from all of them. */
function expectRoutes({ profiles, complaints }: Reading, root: string, bond: string): void {
  const isIgnored = complaints.some(text => /ignoring invalid route/.test(text))
  for (const profile of isIgnored ? [] : profilesOf(profiles, bond))
    for (const family of ['4', '6'] as const)
      expect(understoodRoutes(profile, family), `IPv${family} routes`).toEqual(routesIn(root, profile, family))
}

/** What NetworkManager does not understand as meant it did not understand before either. */
function expectSameFault(device: string, before: Reading, after: Reading): void {
  const kinds = ({ profiles }: Reading): readonly unknown[] =>
    profilesOf(profiles, device).map(profile => profile.get('connection.type'))
  expect(kinds(after), device).toEqual(kinds(before))
}
