import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  makeProject,
  onlyResult,
  type Run,
  runAnsible,
  versionSkipReason,
  versions,
  writePlaybook
} from './bench/ansible.ts'
import { type Bench, openBench } from './bench/bench.ts'
import { hostsOf } from './bench/hosts.ts'
import { guideOptions } from './guide-files.ts'

/** What a play for a host without Python may contain: each that writes does so in a root of its own. */
const tasks = [
  { 'nic.bonding.bond': { ...guideOptions, root: '{{ roots }}/bond' } },
  { 'nic.bonding.ifcfg': { name: 'eth7', settings: { ONBOOT: 'yes' }, root: '{{ roots }}/ifcfg' } },
  { 'nic.bonding.modprobe_alias': { alias: 'bond7', module: 'bonding', root: '{{ roots }}/modprobe_alias' } },
  {
    'nic.bonding.modprobe_options': {
      module: 'bonding',
      options: { max_bonds: 0 },
      root: '{{ roots }}/modprobe_options'
    }
  },
  { 'nic.bonding.persistent_net_rules': { root: '{{ roots }}/modprobe_options' } },
  { 'nic.bonding.bond_info': { root: '{{ roots }}/bond' } }
]
const roleTask = {
  'ansible.builtin.include_role': { name: 'nic.bonding.bonding' },
  vars: { bonding_bonds: [guideOptions], bonding_root: '{{ roots }}/role' }
}
const hosts = ['direct-pipelined', 'direct-copied'] as const

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

describe.for(versions)('ansible-core %s, a host without Python', version => {
  const skipReason = versionSkipReason(version)
  let run: Run
  const rootsOf = (host: string) => path.join(bench.folder, 'roots', version, host)

  beforeAll(async () => {
    if (skipReason !== undefined) return
    const direct = Object.entries(hostsOf(bench)).filter(([name]) => hosts.some(host => host === name))
    const bare = direct.map(([name, vars]) => {
      for (const root of ['bond', 'ifcfg', 'modprobe_alias', 'modprobe_options', 'role']) {
        fs.mkdirSync(path.join(rootsOf(name), root), { recursive: true })
      }
      return [name, { ...vars, roots: rootsOf(name), ansible_python_interpreter: '/nonexistent' }] as const
    })
    const project = makeProject(bench, { version, hosts: Object.fromEntries(bare) })
    const judge = { 'ansible.builtin.ping': {}, ignore_errors: true }
    const playbook = writePlaybook(project, [{ hosts: 'all', gather_facts: false, tasks: [judge, ...tasks, roleTask] }])
    run = await runAnsible(project, 'ansible-playbook', [playbook])
  }, 120_000)

  describe.for(hosts)('%s', host => {
    test('a Python module fails there, so the host is what it should be', ({ skip }) => {
      skip(skipReason !== undefined, skipReason)
      expect(onlyResult(run, host, 'ansible.builtin.ping').status).toBe('failed')
    })

    test('every module of a play works, the role too', ({ skip }) => {
      skip(skipReason !== undefined, skipReason)
      const there = run.results.filter(result => result.host === host && result.status !== 'skipped')
      const done = there.filter(result => result.action.startsWith('nic.bonding.'))
      expect(done.map(({ action, status, result }) => [action, status, result.changed])).toEqual([
        ['nic.bonding.bond', 'ok', true],
        ['nic.bonding.ifcfg', 'ok', true],
        ['nic.bonding.modprobe_alias', 'ok', true],
        ['nic.bonding.modprobe_options', 'ok', true],
        ['nic.bonding.persistent_net_rules', 'ok', false],
        ['nic.bonding.bond_info', 'ok', false],
        ['nic.bonding.bond', 'ok', true]
      ])
      const failed = there.filter(result => result.status === 'failed')
      expect(failed.map(result => result.action)).toEqual(['ansible.builtin.ping'])
    })

    test('the files are there', ({ skip }) => {
      skip(skipReason !== undefined, skipReason)
      const scripts = 'etc/sysconfig/network-scripts'
      for (const file of [
        `bond/${scripts}/ifcfg-bond0`,
        `ifcfg/${scripts}/ifcfg-eth7`,
        `role/${scripts}/ifcfg-bond0`
      ]) {
        expect(fs.statSync(path.join(rootsOf(host), file)).size).toBeGreaterThan(0)
      }
      for (const module of ['modprobe_alias', 'modprobe_options'])
        expect(fs.readdirSync(path.join(rootsOf(host), module, 'etc/modprobe.d'))).toHaveLength(1)
    })
  })
})
