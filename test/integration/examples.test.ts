import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkout } from '../../tools/setup/shell.mjs'
import { blocksOf, splitWords } from '../support/doc-blocks.ts'
import {
  builtCollections,
  makeProject,
  runAnsible,
  versionSkipReason,
  versions,
  writePlaybook
} from './bench/ansible.ts'
import { type Bench, openBench } from './bench/bench.ts'
import { hostsOf } from './bench/hosts.ts'
import { readTree } from './bench/tree.ts'
import { guideFiles } from './guide-files.ts'

type Task = Readonly<Record<string, unknown>>

/** The modules whose examples write files; those of network_apply restart the network and are run on a stand-in host. */
const writing = ['bond', 'ifcfg', 'modprobe_alias', 'modprobe_options']

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

describe.for(versions)('ansible-core %s', version => {
  const skipReason = versionSkipReason(version)

  test.for(writing)(
    'the examples of %s run one after the other, and again without a change',
    async (name, { skip }) => {
      skip(skipReason !== undefined, skipReason)
      const root = fs.mkdtempSync(path.join(bench.folder, 'root-'))
      const tasks = examplesOf(name).map(task => withRoot(task, name, root))
      const results = await runTasks(version, tasks)
      expect(results.map(({ status }) => status)).toEqual(tasks.map(() => 'ok'))
      expect(results.some(({ result }) => result.changed === true)).toBe(true)
      const [last] = (await runTasks(version, tasks.slice(-1))).slice(-1)
      expect(last?.result.changed).toBe(false)
    }
  )

  test('the examples of persistent_net_rules run, and again without a change', async ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const root = fs.mkdtempSync(path.join(bench.folder, 'root-'))
    const rules = path.join(root, 'etc/udev/rules.d/70-persistent-net.rules')
    fs.mkdirSync(path.dirname(rules), { recursive: true })
    fs.writeFileSync(rules, 'SUBSYSTEM=="net", ATTR{address}=="08:00:27:43:66:17", NAME="eth0"\n')
    const name = 'persistent_net_rules'
    const tasks = examplesOf(name).map(task => (`nic.bonding.${name}` in task ? withRoot(task, name, root) : task))
    const results = [...(await runTasks(version, tasks)), ...(await runTasks(version, tasks))]
    expect(results.map(({ status, result }) => [status, result.changed === true])).toEqual([
      ['ok', true],
      ['ok', false],
      ['ok', false],
      ['ok', false]
    ])
    expect(results[1]?.result['nics.map']).toEqual({ '08:00:27:43:66:17': 'eth0' })
    expect(fs.readFileSync(rules, 'utf8')).toBe('')
  })

  test('the examples of bond_info run and change nothing; what they take over is unchanged when it is applied', async ({
    skip
  }) => {
    skip(skipReason !== undefined, skipReason)
    const root = fs.mkdtempSync(path.join(bench.folder, 'root-'))
    const examples = examplesOf('bond_info')
    // The guide's bond, so that there is something to tell of.
    const written = examplesOf('bond').slice(0, 1)
    const tasks = [
      ...written.map(task => withRoot(task, 'bond', root)),
      ...examples.map(task => ('nic.bonding.bond_info' in task ? withRoot(task, 'bond_info', root) : task))
    ]
    const [first, ...results] = await runTasks(version, tasks)
    expect(first?.result.changed).toBe(true)
    expect(results.map(({ status }) => status)).toEqual(examples.map(() => 'ok'))
    const [kept, ...others] = results.filter(({ result }) => result.changed === true)
    expect(others).toEqual([])
    expect(JSON.stringify(results[0]?.result.bonds)).toContain('"in_files":true')
    const { bonding_bonds: bonds } = parse(fs.readFileSync(String(kept?.result.dest), 'utf8'))
    const [applied] = await runTasks(version, [{ name: 'as found', 'nic.bonding.bond': { bonds, root } }])
    expect(applied).toMatchObject({ status: 'ok', result: { changed: false } })
  })

  test("the README's task writes the files that it shows", async ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const root = fs.mkdtempSync(path.join(bench.folder, 'root-'))
    const [block] = readmeBlocks('yaml')
    const tasks: readonly Task[] = parse(block ?? '')
    await runTasks(
      version,
      tasks.map(task => withRoot(task, 'bond', root))
    )
    const byName = { 'mode=1': 'mode=active-backup', 'fail_over_mac=1': 'fail_over_mac=active' }
    const named = (text: string): string =>
      Object.entries(byName).reduce((all, [from, to]) => all.replace(from, to), text)
    const files = Object.entries(readTree(root)).filter(([, text]) => text !== undefined)
    expect(Object.fromEntries(files)).toEqual(
      Object.fromEntries(Object.entries(guideFiles).map(([file, text]) => [file, named(text)]))
    )
  })

  test("the README's screen is what a dry run of its command and of its task prints", async ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const root = fs.mkdtempSync(path.join(bench.folder, 'root-'))
    const port = path.join(root, 'etc/sysconfig/network-scripts/ifcfg-eth0')
    fs.mkdirSync(path.dirname(port), { recursive: true })
    fs.writeFileSync(
      port,
      'DEVICE=eth0\nHWADDR=08:00:27:43:66:17\n# the port next to the power supply\nONBOOT=yes\nBOOTPROTO=dhcp\n'
    )
    const tasks: readonly Task[] = parse(readmeBlocks('yaml')[0] ?? '')
    const { 'direct-pipelined': host = {} } = hostsOf(bench)
    const project = makeProject(bench, { version, hosts: { host } })
    const play = { hosts: 'all', gather_facts: false, tasks: tasks.map(task => withRoot(task, 'bond', root)) }
    const played = await runAnsible(project, 'ansible-playbook', [writePlaybook(project, [play]), '--check', '--diff'])
    const [program = '', ...args] = splitWords(adHocCommand()).filter(word => word !== '-i' && word !== 'inventory')
    const typed = await runAnsible(project, program, withRootOption(args, root))
    for (const run of [played, typed]) {
      expect(run.rc, run.stdout).toBe(0)
      expect(run.stdout).toContain(readmeBlocks('diff')[0])
    }
    expect(readTree(root)).toHaveProperty(['etc/sysconfig/network-scripts/ifcfg-eth0'])
    expect(fs.readdirSync(path.dirname(port))).toEqual(['ifcfg-eth0'])
  })

  test("the role's README is a play that works", async ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const root = fs.mkdtempSync(path.join(bench.folder, 'root-'))
    const [block] = blocksOf(path.join(checkout, 'roles/bonding/README.md'), 'yaml')
    const plays: readonly Task[] = parse(block ?? '')
    const { 'direct-pipelined': host = {} } = hostsOf(bench)
    const project = makeProject(bench, { version, hosts: { host } })
    const playbook = writePlaybook(
      project,
      plays.map(play => ({ ...play, hosts: 'all', become: false }))
    )
    const run = await runAnsible(project, 'ansible-playbook', [playbook, '-e', `bonding_root=${root}`])
    expect(run.rc, run.stdout).toBe(0)
    expect(Object.keys(readTree(root))).toEqual(expect.arrayContaining(Object.keys(guideFiles)))
  })

  test("the README's commands work as they stand there", { timeout: 180_000 }, async ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const commands = readmeBlocks('sh').flatMap(block => block.trim().split('\n'))
    const ansible = commands.filter(command => /^ansible(?:-playbook)? -i inventory/.test(command))
    expect(ansible).toHaveLength(4)
    const { 'direct-pipelined': host = {} } = hostsOf(bench)
    const root = fs.mkdtempSync(path.join(bench.folder, 'root-'))
    const project = makeProject(bench, {
      version,
      hosts: { host: { ...host, bonding_root: root, bonding_become: false } }
    })
    fs.renameSync(path.join(project.folder, 'inventory.yml'), path.join(project.folder, 'inventory'))
    fs.cpSync(path.join(checkout, 'examples'), path.join(project.folder, 'examples'), { recursive: true })
    const installed = path.join(project.folder, '.ansible/collections')
    fs.mkdirSync(installed, { recursive: true })
    fs.symlinkSync(path.join(builtCollections, 'ansible_collections'), path.join(installed, 'ansible_collections'))
    // What the README's own section sets stands in the one that there is.
    const config = path.join(project.folder, 'ansible.cfg')
    const [paths = ''] = readmeBlocks('ini')
    fs.writeFileSync(config, fs.readFileSync(config, 'utf8').replace('[defaults]\n', paths))
    for (const command of ansible) {
      const [program = '', ...args] = splitWords(command)
      const run = await runAnsible(project, program, withRootOption(args, root))
      expect(run.rc, `${command}\n${run.stdout}\n${run.stderr}`).toBe(0)
      expect(run.results.filter(({ status }) => status !== 'ok' && status !== 'skipped')).toEqual([])
      if (command.includes('--diff')) expect(run.stdout).toContain('ifcfg-bond0')
    }
    const files = Object.entries(readTree(root)).filter(([, text]) => text !== undefined)
    expect(Object.fromEntries(files)).toEqual(guideFiles)
  })

  async function runTasks(core: (typeof versions)[number], tasks: readonly Task[]) {
    const { 'direct-pipelined': host = {} } = hostsOf(bench)
    const project = makeProject(bench, { version: core, hosts: { host } })
    const playbook = writePlaybook(project, [{ hosts: 'all', gather_facts: false, tasks }])
    const run = await runAnsible(project, 'ansible-playbook', [playbook])
    expect(run.rc, run.stdout).toBe(0)
    return run.results
  }
})

test('every command of the README is an npm script, a command that is tested above, or one that another test runs', () => {
  const commands = readmeBlocks('sh').flatMap(block => block.trim().split('\n'))
  const scripts = Object.keys(JSON.parse(fs.readFileSync(path.join(checkout, 'package.json'), 'utf8')).scripts)
  const { version }: { version: string } = parse(fs.readFileSync(path.join(checkout, 'collection/galaxy.yml'), 'utf8'))
  const known = (command: string): boolean =>
    scripts.some(script => command === `npm run ${script}` || command === `npm ${script}`) ||
    /^ansible(?:-playbook)? -i inventory/.test(command) ||
    // Run by role.test.ts, since it asks the host itself.
    command === 'ansible-playbook nic.bonding.revert -i inventory' ||
    command === `ansible-galaxy collection install build/nic-bonding-${version}.tar.gz`
  expect(commands.filter(command => !known(command))).toEqual([])
})

function examplesOf(name: string): readonly Task[] {
  const file = path.join(builtCollections, 'ansible_collections/nic/bonding/plugins/modules', `${name}.yml`)
  return parse(parse(fs.readFileSync(file, 'utf8')).EXAMPLES)
}

function withRoot(task: Task, name: string, root: string): Task {
  const options = task[`nic.bonding.${name}`] ?? (name === 'bond_info' ? {} : undefined)
  if (typeof options !== 'object' || options === null) throw new Error(`an example without nic.bonding.${name}`)
  return { ...task, [`nic.bonding.${name}`]: { ...options, root } }
}

function readmeBlocks(language: string): readonly string[] {
  return blocksOf(path.join(checkout, 'README.md'), language)
}

/** The ad hoc command that the README begins with. */
function adHocCommand(): string {
  const commands = readmeBlocks('sh').flatMap(block => block.trim().split('\n'))
  return commands.find(command => command.includes('-m nic.bonding.bond ')) ?? ''
}

/** The words of a command, with a root added to the arguments of the module. */
function withRootOption(words: readonly string[], root: string): readonly string[] {
  return words.map(word => (word.startsWith('name=') ? `${word} root=${root}` : word))
}
