import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  binFolder,
  type HostVars,
  makeProject,
  type Project,
  type ProjectOptions,
  type Run,
  runAnsible,
  type Version,
  versionSkipReason,
  versions,
  writePlaybook
} from '../bench/ansible.ts'
import { type Bench, openBench, sudoSkipReason } from '../bench/bench.ts'
import { sudoersFile } from '../bench/record.ts'
import { makeCollection, type StandInCollection } from './collection.ts'
import { exchanges, module, resultOn, statusOn } from './host.ts'

const address = '127.0.0.1'
const password = 'correct horse'

let bench: Bench
let one: StandInCollection
let two: StandInCollection
beforeAll(async () => {
  bench = await openBench()
  one = makeCollection(bench, '1.0.0')
  two = makeCollection(bench, '2.0.0')
}, 60_000)
afterAll(() => bench?.close())

/** A folder on this machine for programs, which is the host. */
function programFolder(): string {
  const folder = fs.mkdtempSync(path.join(bench.folder, 'programs-'))
  fs.chmodSync(folder, 0o755)
  return folder
}

function login(label: string): Login {
  const found = bench.logins.find(one => one.label === label)
  return {
    ansible_user: found?.user ?? '',
    ansible_remote_tmp: found?.remoteFolder ?? '',
    ansible_become: label === 'sudo'
  }
}

type Login = Readonly<Record<'ansible_user' | 'ansible_remote_tmp', string>> & { readonly ansible_become: boolean }

interface Play {
  readonly version: Version
  readonly host: HostVars
  readonly tasks: readonly object[]
  readonly collection?: StandInCollection
  readonly options?: Partial<ProjectOptions>
  readonly flags?: readonly string[]
}

function projectOf({ version, host, collection = one, options }: Play): Project {
  return makeProject(bench, { version, hosts: { host }, collections: collection.collections, ...options })
}

/** Runs tasks on this machine, at `-vvv`. */
function play(given: Play): Promise<Run> {
  const project = projectOf(given)
  const plays = [{ hosts: 'all', gather_facts: false, tasks: given.tasks }]
  return runAnsible(project, 'ansible-playbook', [writePlaybook(project, plays), '-vvv', ...(given.flags ?? [])])
}

const task = (name: string, more: object = {}): object => ({ name, [module]: { name: 'bond0' }, ...more })

describe.for(versions)('ansible-core %s', version => {
  const skipReason = versionSkipReason(version)

  test('two versions of the collection take turns without a second transfer', async ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const host = { ...login('direct'), nic_bonding_program_dir: programFolder() }
    for (const [collection, count] of [
      [one, 2],
      [two, 2],
      [one, 1],
      [two, 1]
    ] as const) {
      const run = await play({ version, host, collection, tasks: [task('task')] })
      expect(exchanges(run, 'task', address)).toBe(count)
      expect(resultOn(run, 'host', 'task').program).toMatchObject({
        version: collection.version,
        sha256: collection.sha256
      })
    }
  })

  test('nothing is transferred inside a confirmation: a program that is gone is waited for', async ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const host = { ...login('direct'), nic_bonding_program_dir: programFolder() }
    const change = { name: 'change', 'nic.bonding.network_apply': { id: 'c1', rollback_timeout: 30 } }
    const run = await play({ version, host, tasks: [change] })
    expect(resultOn(run, 'host', 'change')).toMatchObject({ changed: true, state: 'confirmed' })
    expect(run.stdout).toContain('the program is no longer on the host')
    expect(fs.readdirSync(path.join(host.nic_bonding_program_dir, one.name))).toEqual(['nic-bonding'])
  })

  test('sudo: one exchange in the default configuration, with a password and without', async ({ skip }) => {
    skip((skipReason ?? sudoSkipReason) !== undefined, skipReason ?? sudoSkipReason)
    const host = { ...login('sudo'), nic_bonding_program_dir: programFolder() }
    const user = host.ansible_user
    const run = await play({ version, host, tasks: [task('first'), task('again')] })
    expect(resultOn(run, 'host', 'first')).toMatchObject({ user: 0, program: { sha256: one.sha256 } })
    expect([exchanges(run, 'first', address), exchanges(run, 'again', address)]).toEqual([2, 1])
    await withSudoers(user, `${user} ALL=(root) ALL\n`, async () => {
      const asked = await play({
        version,
        host: { ...host, ansible_become_password: password },
        tasks: [task('asked')]
      })
      expect(resultOn(asked, 'host', 'asked')).toMatchObject({ user: 0 })
      expect(exchanges(asked, 'asked', address)).toBe(1)
    })
  })

  test("sudo that wants a terminal: Ansible's own way, which is remembered", async ({ skip }) => {
    skip((skipReason ?? sudoSkipReason) !== undefined, skipReason ?? sudoSkipReason)
    const host = { ...login('sudo'), nic_bonding_program_dir: programFolder() }
    const user = host.ansible_user
    await withSudoers(user, `Defaults:${user} requiretty\n${user} ALL=(root) NOPASSWD: ALL\n`, async () => {
      const run = await play({ version, host, tasks: [task('first'), task('again')] })
      expect(resultOn(run, 'host', 'first')).toMatchObject({ user: 0 })
      expect(resultOn(run, 'host', 'again')).toMatchObject({ user: 0 })
      // Five commands and a file, as for any module; no attempt by standard input.
      expect(exchanges(run, 'again', address)).toBe(6)
    })
  })

  test('a sudo that is refused is told once, and as Ansible tells it', async ({ skip }) => {
    skip((skipReason ?? sudoSkipReason) !== undefined, skipReason ?? sudoSkipReason)
    const host = { ...login('sudo'), ansible_become_user: 'daemon' }
    const run = await play({ version, host, tasks: [task('refused')] })
    expect(statusOn(run, 'host', 'refused')).not.toBe('ok')
    expect(JSON.stringify(resultOn(run, 'host', 'refused'))).toMatch(/password|permissions/)
  })

  test('a job where the host has Python, in check mode too, and nothing of it counts against standard input', async ({
    skip
  }) => {
    skip(skipReason !== undefined, skipReason)
    const python = { ansible_python_interpreter: path.join(binFolder(version) ?? '', 'python3') }
    const host = { ...login('direct'), ...python, nic_bonding_program_dir: programFolder() }
    const jobs = [
      task('job', { async: 30, poll: 1 }),
      task('later', { async: 30, poll: 0, register: 'later' }),
      {
        name: 'waited',
        'ansible.builtin.async_status': { jid: '{{ later.ansible_job_id }}' },
        register: 'job',
        until: 'job is finished',
        retries: 20,
        delay: 0.5
      },
      task('after')
    ]
    const dry = await play({ version, host, tasks: jobs.slice(0, 1), flags: ['--check'] })
    if (['2.14', '2.16'].includes(version))
      expect(resultOn(dry, 'host', 'job').msg).toBe('check mode and async cannot be used on same task.')
    else expect(resultOn(dry, 'host', 'job')).toMatchObject({ module: 'bond', checked: true })
    expect(fs.readdirSync(host.nic_bonding_program_dir)).toEqual([])
    const run = await play({ version, host, tasks: jobs })
    expect(resultOn(run, 'host', 'job')).toMatchObject({ module: 'bond', given: { name: 'bond0' } })
    expect(run.results.filter(({ task }) => task === 'waited').at(-1)?.result).toMatchObject({ module: 'bond' })
    expect(exchanges(run, 'after', address)).toBe(1)
  })

  test('kept files, a local connection', async ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const kept = path.join(bench.folder, `kept-${version}`)
    const host = { ...login('direct'), ansible_remote_tmp: kept, nic_bonding_program_dir: programFolder() }
    const run = await play({
      version,
      host,
      tasks: [task('first'), task('kept')],
      options: { defaults: { keep_remote_files: 'True' } }
    })
    expect(resultOn(run, 'host', 'kept')).toMatchObject({ given: { name: 'bond0' } })
    const left = fs.readdirSync(kept, { recursive: true }).map(String)
    expect(left.filter(file => file.endsWith('AnsiballZ_bond.sh')).length).toBeGreaterThan(0)
    const near = { ansible_connection: 'local', nic_bonding_program_dir: programFolder(), ansible_remote_tmp: kept }
    const local = await play({ version, host: near, tasks: [task('first'), task('again')] })
    expect(resultOn(local, 'host', 'again')).toMatchObject({ given: { name: 'bond0' } })
  })

  test("sudo to another user who is not root: the program gets to that user's home", async ({ skip }) => {
    skip((skipReason ?? sudoSkipReason) !== undefined, skipReason ?? sudoSkipReason)
    const host = { ...login('sudo'), ansible_become_user: bench.other?.user ?? '' }
    const folder = path.join(bench.other?.home ?? '', '.ansible/nic-bonding')
    await withSudoers(
      host.ansible_user,
      `${host.ansible_user} ALL=(${host.ansible_become_user}) NOPASSWD: ALL\n`,
      async () => {
        const run = await play({ version, host, tasks: [task('first'), task('again')] })
        const uid = fs.statSync(bench.other?.home ?? '').uid
        expect(resultOn(run, 'host', 'again')).toMatchObject({ user: uid, program: { sha256: one.sha256 } })
        expect([exchanges(run, 'first', address), exchanges(run, 'again', address)]).toEqual([2, 1])
        const program = fs.statSync(path.join(folder, one.name, 'nic-bonding'))
        expect([program.uid, program.mode & 0o7777]).toEqual([uid, 0o755])
      }
    )
    fs.rmSync(folder, { recursive: true })
  })

  test('by its short name, with the two paths set and the collection nowhere in the path', async ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const host = { ...login('direct'), nic_bonding_program_dir: programFolder() }
    const defaults = {
      library: path.join(one.folder, 'plugins/modules'),
      action_plugins: path.join(one.folder, 'plugins/action')
    }
    const nowhere = fs.mkdtempSync(path.join(bench.folder, 'nowhere-'))
    const project = projectOf({ version, host, tasks: [], options: { collections: nowhere, defaults } })
    for (const name of ['bond', 'ifcfg', 'network_apply']) {
      const run = await runAnsible(project, 'ansible', ['all', '-m', name, '-a', 'name=bond0 state=status'])
      expect(run.results.at(0)?.result).toMatchObject({ module: name, program: { sha256: one.sha256 } })
    }
  })
})

/** Gives the bench's user other rights, and a password, for as long as something takes. */
async function withSudoers(user: string, text: string, act: () => Promise<void>): Promise<void> {
  const file = sudoersFile(user)
  const before = fs.readFileSync(file, 'utf8')
  const hash = execFileSync('openssl', ['passwd', '-6', password], { encoding: 'utf8' }).trim()
  execFileSync('usermod', ['--password', hash, user])
  fs.writeFileSync(file, text)
  try {
    await act()
  } finally {
    fs.writeFileSync(file, before)
  }
}
