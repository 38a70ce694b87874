import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkout } from '../../tools/setup/shell.mjs'
import {
  type HostVars,
  makeProject,
  type Project,
  type Run,
  runAnsible,
  type Version,
  versionSkipReason
} from '../integration/bench/ansible.ts'
import { blocksOf } from '../support/doc-blocks.ts'
import { asBench, type Case, openCase } from './bench/case.ts'
import { skipReason, theGuest } from './bench/guest-test.ts'

const names = Array.from({ length: 20 }, (_, index) => `r${String(index + 1).padStart(2, '0')}`)
/** Whose gateway is dead, so that its change is undone, and who does not answer at all. */
const [undone, silent] = ['r05', 'r09']
const others = names.filter(name => name !== undone && name !== silent)
const bond = { name: 'bond0', ports: ['eth0', 'eth1'], mode: 'active-backup', miimon: 100 }
const serial = { rollout_serial: [1, 5, 14] }
const [command = '', tolerant = ''] = blocksOf(path.join(checkout, 'docs/rollout.md'), 'sh')
const reason = skipReason ?? versionSkipReason('2.14') ?? versionSkipReason('newest')

describe('the playbook rollout on 20 hosts', () => {
  const hosts = new Map<string, Case>()

  beforeAll(async () => {
    if (reason !== undefined) return
    for (const name of [...others, undone]) hosts.set(name, await openCase(theGuest(), { arpCheck: false }))
  }, 600_000)
  afterAll(async () => {
    for (const host of hosts.values()) await host.close()
  }, 300_000)

  function rolloutTest(name: string, body: () => Promise<void>) {
    test(name, { timeout: 900_000 }, async ({ skip }) => {
      skip(reason !== undefined, reason)
      await body()
    })
  }

  rolloutTest('stops after the batch of the first failure, and the hosts after it stay as they are', async () => {
    const run = await play(projectOf('2.14'), command, { ...serial, bonding_bonds: [bond] })
    expect(run.rc, said(run)).toBe(2)
    expect(summary(run), said(run)).toEqual([
      `changed (5): ${names.filter((name, index) => index < 6 && name !== undone).join(', ')}`,
      `rolled back (1): ${undone}`,
      `not started (14): ${names.slice(6).join(', ')}`
    ])
    expect(reasonFor(run, undone)).toMatch(
      /^rolled back: not confirmed: .*10\.0\.0\.139.*gone back to what it had before/
    )
    expect(await running()).toEqual(Object.fromEntries(names.flatMap((name, index) => stateOf(name, index < 6))))
  })

  rolloutTest('goes on below rollout_max_fail_percentage, and changes nobody twice', async () => {
    const run = await play(projectOf('newest'), tolerant, { ...serial, bonding_bonds: [bond] })
    expect(run.rc, said(run)).toBe(2)
    expect(summary(run), said(run)).toEqual([
      `changed (13): ${others.slice(5).join(', ')}`,
      `unchanged (5): ${others.slice(0, 5).join(', ')}`,
      `rolled back (1): ${undone}`,
      `not reached (1): ${silent}`
    ])
    expect(await running()).toEqual(Object.fromEntries(names.flatMap(name => stateOf(name, true))))
  })

  rolloutTest('changes nobody of a batch whose dry run fails', async () => {
    const vars = { rollout_serial: 2, bonding_bonds: [{ ...bond, miimon: 200 }], bonding_hosts: `${silent},r10,r11` }
    const run = await play(projectOf('newest'), command, vars)
    expect(summary(run), said(run)).toEqual([`not reached (1): ${silent}`, 'not started (2): r10, r11'])
    expect(run.stdout).toContain('+BONDING_OPTS="mode=active-backup miimon=200"')
    expect((await running()).r10).toBe('100 eth0 eth1')
  })

  rolloutTest('and the report shows what came of it, fail-over included', async () => {
    const project = projectOf('newest')
    const page = path.join(project.folder, 'page.html')
    const vars = { bonding_hosts: `r01,${silent}`, report_file: page, report_failover: true }
    const asked = { ...vars, bonding_failover_ping_target: 'none' }
    const run = await play(project, 'ansible-playbook nic.bonding.report -i inventory', asked)
    expect(run.rc, said(run)).toBe(0)
    const text = fs.readFileSync(page, 'utf8').replace(/\s+/g, ' ')
    expect(text).toMatch(/data-marks="unreachable" aria-labelledby="h1">.*<h2 id="h1">r09</)
    expect(text).toMatch(/data-marks="(?:well|warning)" aria-labelledby="h2">.*<h2 id="h2">r01</)
    expect(text).toMatch(/<th scope="row">eth0<\/th><td>eth1 \d+ ms<\/td><td>not asked<\/td><td><\/td><td>passed</)
    expect(text).toMatch(/Bond bond0, active-backup, up, .*Port eth0: (?:active|standby), /)
  })

  function projectOf(version: Version): Project {
    const first = hosts.get('r01')?.hostVars ?? {}
    const vars = (name: string): HostVars => hosts.get(name)?.hostVars ?? { ...first, ansible_port: 1 }
    const all = Object.fromEntries(names.map(name => [name, vars(name)]))
    const dead = { ...vars(undone), bonding_verify_ping: '10.0.0.139', bonding_rollback_timeout: 20 }
    const defaults = { timeout: '60', forks: '5' }
    const options = { version, hosts: { ...all, [undone]: dead }, defaults, seconds: 800 }
    const project = makeProject(asBench(theGuest()), options)
    fs.renameSync(path.join(project.folder, 'inventory.yml'), path.join(project.folder, 'inventory'))
    return project
  }

  async function running(): Promise<Readonly<Record<string, string>>> {
    const seen: [string, string][] = []
    for (const [name, host] of hosts) {
      const text = await host.run(
        'cd /sys/class/net; ls /etc/sysconfig/network-scripts | grep -c ifcfg-bond0 || true; cat bond0/bonding/miimon bond0/bonding/slaves 2>/dev/null || true'
      )
      seen.push([name, text.trim().replace(/\s+/g, ' ').replace(/^1 /, '')])
    }
    return Object.fromEntries(seen)
  }
})

/** Of a host that was reached by the rollout, and of one that was not or went back. */
function stateOf(name: string, isDone: boolean): readonly (readonly [string, string])[] {
  if (name === silent) return []
  return [[name, isDone && name !== undone ? '100 eth0 eth1' : '0']]
}

function play(project: Project, text: string, vars: Readonly<Record<string, unknown>>): Promise<Run> {
  const [program = '', ...args] = text.trim().split(' ')
  return runAnsible(project, program, [...args, '-e', JSON.stringify(vars)])
}

function summary(run: Run): unknown {
  return run.results.find(({ task }) => task.endsWith('Who was changed, and who was not'))?.result.msg
}

function reasonFor(run: Run, host: string): string {
  return String(run.results.filter(one => one.host === host && one.status === 'failed').at(-1)?.result.msg)
}

function said(run: Run): string {
  return `${run.stdout.slice(-20_000)}${run.stderr}`
}
