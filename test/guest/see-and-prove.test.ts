import path from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { parse } from 'yaml'
import { checkout } from '../../tools/setup/shell.mjs'
import { blocksOf } from '../support/doc-blocks.ts'
import { type Case, openCase } from './bench/case.ts'
import { guestTest, skipReason, theGuest } from './bench/guest-test.ts'
import type { Args, ModulesOn, Result } from './bench/modules-on.ts'
import { withGuideBond } from './bench/with-guide-bond.ts'

type Dict = Readonly<Record<string, unknown>>

const blocks = blocksOf(path.join(checkout, 'docs/see-and-prove.md'), 'yaml').map(text => parse(text))
const [seeing, seen, , taken, proving, proved] = blocks

/** The page shows what the modules say of the guide's bond; the measured times differ. */
describe('docs/see-and-prove.md', () => {
  let host: Case
  let modules: ModulesOn

  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await openCase(theGuest(), { arpCheck: false })
    modules = await withGuideBond(host)
  }, 180_000)
  afterAll(async () => host?.close())

  guestTest('what a host has, and the variables that take it over', async () => {
    const info = await modules.run('bond_info', { ...argsOf(seeing, 'nic.bonding.bond_info'), as_tasks: true })
    expect(info).toMatchObject(seen)
    expect(parse(String(info.as_tasks))).toEqual(taken)
    expect(await modules.run('bond', { bonds: taken.bonding_bonds })).toMatchObject({ changed: false })
  })

  guestTest('what a test of one port says', async () => {
    const { tests } = await modules.run('bond_failover', argsOf(proving, 'nic.bonding.bond_failover'))
    const [first] = tests as readonly [Result]
    expect(Object.keys(first)).toEqual(Object.keys(proved))
    expect(untimed(first)).toEqual(untimed(proved))
  })
})

function argsOf(tasks: readonly Dict[], module: string): Args {
  const [task] = tasks
  return (task?.[module] ?? {}) as Args
}

function untimed(test: Dict): unknown {
  return Object.entries(test).filter(([, value]) => typeof value !== 'number')
}
