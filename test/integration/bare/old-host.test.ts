import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkout, findCommand, run as runCommand } from '../../../tools/setup/shell.mjs'
import { blocksOf } from '../../support/doc-blocks.ts'
import {
  type HostVars,
  makeProject,
  onlyResult,
  runAnsible,
  versionSkipReason,
  versions,
  writePlaybook
} from '../bench/ansible.ts'
import { type Bench, openBench, sudoSkipReason } from '../bench/bench.ts'
import { hostsOf } from '../bench/hosts.ts'
import { waitUntil } from '../bench/processes.ts'
import { sudoersFile } from '../bench/record.ts'
import { freePort } from '../bench/sshd.ts'
import { factsOf } from './bare-play.ts'

/** What docs/bare-hosts.md says that the inventory of old hosts has. */
const [, sshVars, sudoVars] = blocksOf(path.join(checkout, 'docs/bare-hosts.md'), 'yaml').map(block => parse(block))
const sudoers = blocksOf(path.join(checkout, 'docs/bare-hosts.md'), 'text')[0] ?? ''

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

describe.for(versions)('ansible-core %s, what docs/bare-hosts.md says of EL6 and EL7', version => {
  const reason = versionSkipReason(version) ?? sudoSkipReason

  /** Runs roles and tasks by the login that needs sudo, whose line in sudoers has a further one. */
  const bySudo = async (defaults: string, vars: object, content: object) => {
    const user = bench.logins.find(({ label }) => label === 'sudo')?.user ?? ''
    const text = fs.readFileSync(sudoersFile(user), 'utf8').split('\n')[0]
    fs.writeFileSync(sudoersFile(user), `${text}\n${defaults.replaceAll('ansible', user)}\n`)
    const { 'sudo-pipelined': host = {} } = hostsOf(bench)
    const project = makeProject(bench, { version, hosts: { host: { ...host, ...vars } } })
    const playbook = writePlaybook(project, [{ hosts: 'all', gather_facts: false, ...content }])
    return runAnsible(project, 'ansible-playbook', [playbook])
  }
  const info = { 'nic.bonding.bond_info': { root: '/tmp' } }

  test('requiretty refuses a pipelined task, and neither one that is not nor the role node', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const requiretty = 'Defaults:ansible requiretty'
    const refused = await bySudo(requiretty, {}, { tasks: [info] })
    expect(refused.rc).not.toBe(0)
    expect(refused.stdout).toMatch(/you must have a tty to run sudo/)
    const role = await bySudo(requiretty, {}, { roles: ['nic.bonding.node'] })
    expect(role.rc, role.stdout).toBe(0)
    const copied = await bySudo(requiretty, sudoVars.el6.vars, { tasks: [info] })
    expect(copied.rc, copied.stdout).toBe(0)
    const lifted = await bySudo(sudoers, {}, { tasks: [info] })
    expect(lifted.rc, lifted.stdout).toBe(0)
  })

  test('a node outside of secure_path is found by the role, and named by its path', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const folder = fs.mkdtempSync(path.join(bench.folder, 'commands-'))
    fs.chmodSync(folder, 0o755)
    runCommand(findCommand('busybox') ?? 'busybox', ['--install', '-s', folder])
    const securePath = `Defaults:ansible !requiretty, secure_path=${folder}`
    const vars = { ansible_node_interpreter: 'node' }
    const without = await bySudo(securePath, vars, { tasks: [info] })
    expect(without.rc).not.toBe(0)
    const own = path.join(folder, 'own/node')
    fs.mkdirSync(path.dirname(own))
    fs.symlinkSync(process.execPath, own)
    const given = await bySudo(
      securePath,
      { ansible_node_interpreter: own },
      { roles: ['nic.bonding.node'], tasks: [info] }
    )
    expect(given.rc, given.stdout).toBe(0)
    expect(factsOf(given)).toEqual([{ ansible_node_interpreter: own }])
  })

  test('the role node puts a program there by a login that becomes root, pipelined and not', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const folder = path.join(bench.folder, `opt-${version}`)
    const files = [{ src: fs.realpathSync(process.execPath), sha256: sumOf(process.execPath) }]
    const task = { 'nic.bonding.put_node': { files, folder } }
    for (const pipelining of [true, false]) {
      const put = await bySudo('', { ansible_pipelining: pipelining }, { tasks: [task, task] })
      expect(put.results.map(({ status, result }) => [status, result.changed])).toEqual([
        ['ok', true],
        ['ok', false]
      ])
      expect(fs.statSync(path.join(folder, 'bin/node')).uid).toBe(0)
      fs.rmSync(folder, { recursive: true })
    }
    const refused = await bySudo('', { ansible_become: false }, { tasks: [task] })
    expect(onlyResult(refused, 'host', 'nic.bonding.put_node').result.msg).toMatch(
      /cannot be written by .*this takes become/
    )
  })

  // That its sshd knows no other signature of a login either cannot be had from one of today, which says that it knows all.
  test('a host whose own key is ssh-rsa alone is reached as the page says, and not without', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const { port, log } = await startRsaSshd()
    const { 'direct-pipelined': host = {} } = hostsOf(bench)
    const { ansible_ssh_common_args: args } = sshVars.el6.vars
    const allowed = { ...host, ansible_port: port, ansible_ssh_common_args: args }
    const reach = async (vars: HostVars) => {
      const own = { ...vars, ansible_control_path_dir: fs.mkdtempSync(path.join(bench.folder, 'm-')) }
      const project = makeProject(bench, { version, hosts: { host: own } })
      return runAnsible(project, 'ansible', ['all', '-m', 'raw', '-a', 'echo in'])
    }
    const refused = await reach({ ...host, ansible_port: port })
    expect(onlyResult(refused, 'host', 'raw').status).toBe('unreachable')
    expect(fs.readFileSync(log, 'utf8')).toContain('no matching host key type found')
    const run = await reach(allowed)
    expect(onlyResult(run, 'host', 'raw').result.stdout, run.stdout).toMatch(/^in\r?\n/)
  })
})

function sumOf(file: string): string {
  return spawnSync('sha256sum', [fs.realpathSync(file)], { encoding: 'utf8' }).stdout.slice(0, 64)
}

/** Starts an sshd beside the bench's that has what that of EL6 has for its own key: RSA, signed by SHA-1. */
async function startRsaSshd(): Promise<{ readonly port: number; readonly log: string }> {
  const folder = fs.mkdtempSync(path.join(bench.folder, 'rsa-'))
  const hostKey = path.join(folder, 'host_key')
  runCommand('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', hostKey])
  const port = await freePort()
  const text = fs.readFileSync(path.join(bench.folder, 'sshd_config'), 'utf8')
  const changed = text
    .replace(/^Port .*/m, `Port ${port}\nHostKeyAlgorithms ssh-rsa`)
    .replace(/^HostKey .*/m, `HostKey ${hostKey}`)
    .replace(/^PidFile .*/m, 'PidFile none')
  const config = path.join(folder, 'sshd_config')
  fs.writeFileSync(config, changed)
  const log = path.join(folder, 'sshd.log')
  spawn(findCommand('sshd') ?? 'sshd', ['-D', '-E', log, '-f', config], { stdio: 'ignore' }).unref()
  await waitUntil('sshd', 10, () => fs.existsSync(log) && fs.readFileSync(log, 'utf8').includes('Server listening'))
  return { port, log }
}
