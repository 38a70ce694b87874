import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BareHost, bareSkipReason, startBareHost } from '../bare/bare-host.ts'
import {
  type HostVars,
  makeProject,
  type Run,
  runAnsible,
  versionSkipReason,
  versions,
  writePlaybook
} from '../bench/ansible.ts'
import { type Bench, openBench } from '../bench/bench.ts'
import { makeCollection, type StandInCollection } from './collection.ts'
import { exchanges, listing, module, processOf, programs, reach, resultOn } from './host.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

/** Every way to a host that has nothing: busybox, an sshd, no Python. */
const su = { ansible_become: true, ansible_become_method: 'su', ansible_become_user: 'plain' }
const ways: Readonly<Record<string, HostVars>> = {
  plain: {},
  pipelined: { ansible_pipelining: true, nic_bonding_program_dir: '/srv/pipelined' },
  sftp: { ...su, ansible_ssh_transfer_method: 'sftp' },
  scp: { ...su, ansible_ssh_transfer_method: 'scp', ansible_become_user: 'other' },
  piped: { ...su, ansible_ssh_transfer_method: 'piped', ansible_become_user: 'third' },
  runner: { ansible_connection: 'runner', nic_bonding_program_dir: '/srv/runner' }
}

const tasks = [
  { name: 'first', [module]: { name: "bo'nd0", ports: ['eth0'] }, environment: { TOLD: "it's" } },
  { name: 'again', [module]: { name: 'bond0' } },
  { name: 'raw', 'ansible.builtin.raw': 'true' },
  { name: 'looped', [module]: { name: '{{ item }}' }, loop: ['bond1', 'bond2'] },
  { name: 'delegated', [module]: { name: 'bond0' }, delegate_to: 'pipelined' },
  { name: 'hidden', [module]: { name: 'hush-hush' }, no_log: true },
  { name: 'crashed', [module]: { name: 'bond0', crash: true }, ignore_errors: true },
  { name: 'jobbed', [module]: { name: 'bond0' }, async: 20, poll: 1, ignore_errors: true }
]

describe.for(versions)('ansible-core %s', version => {
  const skipReason = versionSkipReason(version) ?? bareSkipReason
  let host: BareHost
  let collection: StandInCollection
  let before: string
  let after: string
  let checked: Run
  let run: Run
  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await startBareHost(bench)
    const users = ['plain', 'other', 'third'].map(
      (name, index) => `${name}:x:${1000 + index}:1000::/home/${name}:/bin/sh`
    )
    fs.appendFileSync(host.at('/etc/passwd'), users.map(line => `${line}\n`).join(''))
    host.run(
      'mkdir -m 1777 /var/tmp; mkdir /srv /home; touch /var/log/lastlog; for name in plain other third; do mkdir /home/$name; chown $name /home/$name; done'
    )
    collection = makeCollection(bench, '1.2.3')
    const hosts = Object.entries(ways).map(([name, vars]) => [
      name,
      reach(host, name, { runner_process: processOf(host), ...vars })
    ])
    const project = makeProject(bench, {
      version,
      collections: collection.collections,
      hosts: Object.fromEntries(hosts),
      defaults: { connection_plugins: path.join(import.meta.dirname, 'connection') }
    })
    const file = writePlaybook(
      project,
      ['all:!plain', 'plain'].map(hosts => ({ hosts, gather_facts: false, tasks }))
    )
    const [first, second] = tasks
    const dry = writePlaybook(project, [{ hosts: 'all', gather_facts: false, tasks: [first, second] }])
    // What is Ansible's own to leave on a host is there before.
    await runAnsible(project, 'ansible', ['all', '-m', 'ansible.builtin.raw', '-a', 'mkdir -p ~/.ansible/tmp'])
    before = listing(host)
    checked = await runAnsible(project, 'ansible-playbook', [dry, '--check'])
    after = listing(host)
    run = await runAnsible(project, 'ansible-playbook', [file, '-vvv'])
  }, 120_000)

  test.for(Object.keys(ways))('%s: runs the module with all that it was given', (way, { skip }) => {
    skip(skipReason !== undefined, skipReason)
    const result = resultOn(run, way, 'first')
    expect(result).toMatchObject({ module: 'bond', told: "it's", given: { name: "bo'nd0", ports: ['eth0'] } })
    expect(resultOn(checked, way, 'first')).toMatchObject({ checked: true })
  })

  test.for(['plain', 'pipelined'])('%s: one exchange for a task, two for the first one', (way, { skip }) => {
    skip(skipReason !== undefined, skipReason)
    const address = String(reach(host, way).ansible_host)
    expect(exchanges(run, 'raw', address)).toBe(1)
    expect(exchanges(run, 'again', address)).toBe(1)
    expect(exchanges(run, 'first', address)).toBe(2)
  })

  test('the program is where it belongs, once, with modes and owner that keep others out', ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const { name } = collection
    const of = (mode: number, user: number): readonly string[] => [
      `${mode} ${user} .`,
      `${mode} ${user} ./${name}`,
      `755 ${user} ./${name}/nic-bonding`
    ]
    for (const folder of ['/opt/nic-bonding', '/srv/pipelined', '/srv/runner'])
      expect(programs(host, folder)).toEqual(of(755, 0))
    for (const [index, user] of ['plain', 'other', 'third'].entries())
      expect(programs(host, `/home/${user}/.ansible/nic-bonding`)).toEqual(of(700, 1000 + index))
  })

  test('check mode leaves nothing', ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    expect(after).toBe(before)
  })
})
