import path from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { parse } from 'yaml'
import { checkout } from '../../tools/setup/shell.mjs'
import { makeProject, type Project, type Run, runAnsible, writePlaybook } from '../integration/bench/ansible.ts'
import { blocksOf } from '../support/doc-blocks.ts'
import { readBond } from './bench/bond-state.ts'
import { asBench, type Case, openCase } from './bench/case.ts'
import { guestTest, skipReason, theGuest } from './bench/guest-test.ts'
import { withGuideBond } from './bench/with-guide-bond.ts'

const page = path.join(checkout, 'docs/production-change.md')
const [[play]] = blocksOf(page, 'yaml').map(text => parse(text))
const [dryRun, plan, done, nothing, failed] = blocksOf(page, 'text')

/** What docs/production-change.md shows is what the screen says of a host with the guide's bond. */
describe('docs/production-change.md', () => {
  let host: Case
  let project: Project

  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await openCase(theGuest(), { arpCheck: false })
    await withGuideBond(host)
    const hosts = { web1: host.hostVars }
    project = makeProject(asBench(theGuest()), { version: 'newest', hosts, defaults: { timeout: '60' } })
  }, 180_000)
  afterAll(async () => host?.close())

  const run = (flags: readonly string[], change: object = {}): Promise<Run> => {
    const [role] = play.roles
    const plays = [{ ...play, roles: [{ ...role, ...change }] }]
    return runAnsible(project, 'ansible-playbook', [writePlaybook(project, plays), ...flags])
  }

  guestTest('what a dry run shows, and which steps it plans', async () => {
    const screen = await run(['--check', '--diff', '-v'])
    expectShown(screen, dryRun)
    expectShown(screen, plan)
    expect((await readBond(host)).text).toContain('Primary Slave: None')
  })

  guestTest('what the change says, and that a second run has nothing to do', async () => {
    expectShown(await run([]), done)
    expect((await readBond(host)).text).toContain('Primary Slave: eth0')
    expectShown(await run([]), nothing)
  })

  guestTest('what a change says that does not hold, and that the host has gone back', async () => {
    const before = await state()
    const [bond] = play.roles[0].bonding_bonds
    const screen = await run([], {
      ...{ bonding_verify_ping: ['10.0.0.77'], bonding_rollback_timeout: 10 },
      bonding_bonds: [{ ...bond, fail_over_mac: 'none' }]
    })
    expect(screen.rc).toBe(2)
    expectShown(screen, failed)
    expect(await state()).toBe(before)
  })

  const state = () =>
    host.run('cd /sys/class/net/bond0; cat /etc/sysconfig/network-scripts/ifcfg-* bonding/fail_over_mac; ip route')
})

/** Times and speeds differ; a long line of the screen may be several of the page. */
function expectShown(screen: Run, block: string | undefined): void {
  const said = plain(`${screen.stdout}${screen.stderr}`)
  expect(block).toBeDefined()
  for (const line of plain(block ?? '').split('\n')) expect(said).toContain(line)
}

function plain(text: string): string {
  return text
    .replace(/ +$/gm, '')
    .replace(/\d+(?:\.\d+)? s\b/g, 'N s')
    .replace(/\d+ Mb\/s/g, 'N Mb/s')
    .trim()
}
