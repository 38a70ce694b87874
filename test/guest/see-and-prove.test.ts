import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { parse } from 'yaml'
import { checkout } from '../../tools/setup/shell.mjs'
import { waitUntil } from '../integration/bench/processes.ts'
import { blocksOf } from '../support/doc-blocks.ts'
import { type Case, openCase } from './bench/case.ts'
import { guestTest, skipReason, theGuest } from './bench/guest-test.ts'
import { lacpPartner } from './bench/mode-table.ts'
import type { Args, ModulesOn, Result } from './bench/modules-on.ts'
import { withGuideBond } from './bench/with-guide-bond.ts'

type Dict = Readonly<Record<string, unknown>>

const page = path.join(checkout, 'docs/see-and-prove.md')
const blocks = blocksOf(page, 'yaml').map(text => parse(text))
const [seeing, seen, , taken, proving, proved] = blocks

/** The page shows what the modules say of the guide's bond; the measured times differ. */
describe('docs/see-and-prove.md', () => {
  let host: Case
  let modules: ModulesOn

  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await openCase(theGuest(), { ports: 4, arpCheck: false })
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
    expectRows(tests as readonly Result[], tables[0])
  })

  guestTest('what a test in mode 4 says, with a partner that speaks LACP', async () => {
    const [bond, gateway] = ['bond1', '192.0.2.1']
    await host.onSwitch(`ip address add ${gateway}/24 dev br0; ${lacpPartner(1)}`)
    const address = { ipaddr: '192.0.2.2', prefix: 24 }
    const options = { mode: '802.3ad', miimon: 100, lacp_rate: 'fast' }
    await modules.run('bond', { name: bond, ports: ['eth2', 'eth3'], ...options, ...address })
    expect(await modules.run('network_apply', { rollback_timeout: 0 })).toMatchObject({ state: 'confirmed' })
    await waitUntil('both ports to be in one aggregator', 30, async () => {
      const { bonds } = await modules.run('bond_info', { name: bond })
      return (bonds as readonly { readonly lacp: { readonly ports: number } }[])[0]?.lacp.ports === 2
    })
    const { tests } = await modules.run('bond_failover', { name: bond, ping_target: gateway })
    expectRows(tests as readonly Result[], tables[1])
  })
})

/** The rows of the page's tables of figures, each the words of its cells. */
const tables = fs
  .readFileSync(page, 'utf8')
  .split(/^\| port taken down .*\n\|[-|]*\n/m)
  .slice(1)
  .map(
    text =>
      text
        .split('\n\n')[0]
        ?.split('\n')
        .map(line => line.slice(2, -2).split(' | ')) ?? []
  )

/** How much longer than on the page anything may take: other tests share the machine. */
const patience = 5000

/** Times are measured anew; what the bond does is the same. */
function expectRows(tests: readonly Result[], table: readonly (readonly string[])[] = []): void {
  const shown = tests.map(one => [
    ...[one.port, one.switch_ms, one.new_active_port ?? 'none in this mode'],
    ...[
      `${one.probes_lost} of ${one.probes_sent}`,
      one.longest_gap_ms,
      one.back_ms,
      `${one.mac_before} -> ${one.mac_after}`
    ]
  ])
  console.log(shown.map(row => `| ${row.join(' | ')} |`).join('\n'))
  expect(shown.map(([port, , active, , , , mac]) => [port, active, mac])).toEqual(
    table.map(([port, , active, , , , mac]) => [port, active, mac])
  )
  for (const [index, row] of shown.entries())
    for (const column of [1, 4, 5]) expect(Number(row[column])).toBeLessThan(Number(table[index]?.[column]) + patience)
}

function argsOf(tasks: readonly Dict[], module: string): Args {
  const [task] = tasks
  return (task?.[module] ?? {}) as Args
}

function untimed(test: Dict): unknown {
  return Object.entries(test).filter(([, value]) => typeof value !== 'number')
}
