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
import { copied, exchanges, listing, module, processOf, programs, reach, resultOn, statusOn } from './host.ts'
import { watchProcesses } from './process-list.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

const users = ['plain', 'other', 'third', 'fourth', 'fifth']

/** Every way to a host that has nothing: busybox, an sshd, no Python. */
const su = { ansible_become: true, ansible_become_method: 'su', ansible_become_user: 'plain' }
const ways: Readonly<Record<string, HostVars>> = {
  plain: {},
  pipelined: { ansible_pipelining: true, nic_bonding_program_dir: '/srv/pipelined' },
  sftp: { ...su, ansible_ssh_transfer_method: 'sftp' },
  scp: { ...su, ansible_ssh_transfer_method: 'scp', ansible_become_user: 'other' },
  piped: { ...su, ansible_ssh_transfer_method: 'piped', ansible_become_user: 'third' },
  runner: { ansible_connection: 'runner', nic_bonding_program_dir: '/srv/runner' },
  chroot: { ansible_connection: 'chroot', nic_bonding_program_dir: '/srv/chroot' },
  'chroot as another': { ...su, ansible_connection: 'chroot', ansible_become_user: 'fourth' }
}

/** To which tasks of all others are delegated, at the same time. */
const delegate: HostVars = { ...su, ansible_become_user: 'fifth' }

const secret = 'hush-hush'
const hidden = { name: 'hidden', [module]: { name: secret, wait: 1 }, no_log: true }
const jobbed = { name: 'jobbed', [module]: { name: 'bond0' }, async: 20, poll: 1, ignore_errors: true }

const tasks = [
  { name: 'first', [module]: { name: "bo'nd0", ports: ['eth0'] }, environment: { TOLD: "it's" } },
  { name: 'again', [module]: { name: 'bond0' } },
  { name: 'raw', 'ansible.builtin.raw': 'true' },
  { name: 'looped', [module]: { name: '{{ item }}' }, loop: ['bond1', 'bond2'] },
  { name: 'delegated', [module]: { name: 'bond0' }, delegate_to: 'delegate' },
  { name: 'crashed', [module]: { name: 'bond0', crash: true }, ignore_errors: true },
  jobbed
]

describe.for(versions)('ansible-core %s', version => {
  const skipReason = versionSkipReason(version) ?? bareSkipReason
  let host: BareHost
  let collection: StandInCollection
  let before: string
  let after: string
  let newer: string
  let checked: Run
  let run: Run
  let free: Run
  let processes: readonly string[]
  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await startBareHost(bench)
    const lines = users.map((name, index) => `${name}:x:${1000 + index}:1000::/home/${name}:/bin/sh\n`)
    fs.appendFileSync(host.at('/etc/passwd'), lines.join(''))
    host.run(
      `mkdir -m 1777 /var/tmp; mkdir /srv /home; touch /var/log/lastlog; for name in ${users.join(' ')}; do mkdir /home/$name; chown $name /home/$name; done`
    )
    collection = makeCollection(bench, '1.2.3')
    const hosts = Object.entries({ ...ways, delegate }).map(([name, vars]) => {
      const inside = vars.ansible_connection === 'chroot' ? { ansible_host: host.at('/') } : {}
      return [name, reach(host, name, { runner_process: processOf(host), ...inside, ...vars })]
    })
    const project = makeProject(bench, {
      version,
      collections: collection.collections,
      hosts: Object.fromEntries(hosts),
      defaults: { connection_plugins: path.join(import.meta.dirname, 'connection') }
    })
    const file = writePlaybook(
      project,
      ['all:!plain:!delegate', 'plain'].map(hosts => ({ hosts, gather_facts: false, tasks }))
    )
    const [first, second] = tasks
    const all = { hosts: 'all:!delegate', gather_facts: false }
    const dry = writePlaybook(project, [{ ...all, tasks: [first, second, hidden, jobbed] }])
    const last = writePlaybook(project, [{ ...all, strategy: 'free', tasks: [hidden, second] }])
    // What is Ansible's own to leave on a host is there before.
    await runAnsible(project, 'ansible', ['all', '-m', 'ansible.builtin.raw', '-a', 'mkdir -p ~/.ansible/tmp'])
    host.run('touch /run/stamp; sleep 1')
    before = listing(host)
    const watch = watchProcesses()
    checked = await runAnsible(project, 'ansible-playbook', [dry, '--check'])
    after = listing(host)
    newer = host.run('find / -xdev -newer /run/stamp ! -path "/proc/*" ! -path "/dev/*" ! -path "/sys/*" | sort')
    run = await runAnsible(project, 'ansible-playbook', [file, '-vvv'])
    free = await runAnsible(project, 'ansible-playbook', [last])
    processes = watch.end()
  }, 180_000)

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

  test.for(Object.keys(ways))('%s: in a loop, as a job without Python, and by strategy free', (way, { skip }) => {
    skip(skipReason !== undefined, skipReason)
    expect(resultOn(run, way, 'looped').results).toMatchObject([
      { item: 'bond1', given: { name: 'bond1' } },
      { item: 'bond2', given: { name: 'bond2' } }
    ])
    expect(statusOn(run, way, 'jobbed')).toBe('failed')
    expect(resultOn(run, way, 'jobbed').msg).toMatch(/^async: the job could not be started, .*install Python there$/s)
    expect(statusOn(checked, way, 'jobbed')).toBe('failed')
    expect(resultOn(checked, way, 'jobbed').msg).toMatch(/install Python there$|^check mode and async cannot be used/)
    expect(resultOn(free, way, 'again')).toMatchObject({ module: 'bond' })
  })

  test.for(Object.keys(ways))(
    '%s: a program that ends without an answer is not taken for a missing one',
    (way, { skip }) => {
      skip(skipReason !== undefined, skipReason)
      expect(statusOn(run, way, 'crashed')).toBe('failed')
      expect(resultOn(run, way, 'crashed').module_stdout).toMatch(/^nic-bonding \/\S+\s+(?:Killed\s+)?$/)
    }
  )

  test('delegated by all at once, the program gets to the delegate, by its own become', ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    for (const way of Object.keys(ways)) expect(resultOn(run, way, 'delegated')).toMatchObject({ user: 1004 })
    expect(copied(run, 'delegated', 'nic-bonding.data')).toBeGreaterThan(1)
  })

  test('nothing of a task with no_log is printed or in the list of processes', ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    for (const way of Object.keys(ways)) {
      expect(statusOn(checked, way, 'hidden')).toBe('ok')
      expect(statusOn(free, way, 'hidden')).toBe('ok')
    }
    for (const { stdout, stderr } of [checked, free]) expect(stdout + stderr).not.toContain(secret)
    const [temporary, placed] = [
      /ansible-moduletmp-\S+\/nic-bonding bond /,
      new RegExp(`${collection.name}/nic-bonding bond `)
    ]
    for (const program of [temporary, placed]) expect(processes.filter(line => program.test(line))).not.toEqual([])
    expect(processes.filter(line => line.includes(secret))).toEqual([])
  })

  test('the program is where it belongs, once, with modes and owner that keep others out', ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const { name } = collection
    const of = (mode: number, user: number): readonly string[] => [
      `${mode} ${user} .`,
      `${mode} ${user} ./${name}`,
      `755 ${user} ./${name}/nic-bonding`
    ]
    for (const folder of ['/opt/nic-bonding', '/srv/pipelined', '/srv/runner', '/srv/chroot'])
      expect(programs(host, folder)).toEqual(of(755, 0))
    for (const [index, user] of users.entries())
      expect(programs(host, `/home/${user}/.ansible/nic-bonding`)).toEqual(of(700, 1000 + index))
  })

  test('check mode leaves nothing', ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    expect(after).toBe(before)
    // Ansible makes and removes temporary folders for what it copies, and the sshd notes each login.
    expect(
      newer.split('\n').filter(file => !/^(?:|\/(?:var\/)?tmp|.*\/\.ansible\/tmp|\/var\/log\/lastlog)$/.test(file))
    ).toEqual([])
  })
})
