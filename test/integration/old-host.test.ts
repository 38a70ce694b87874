import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkout, findCommand, run as runCommand } from '../../tools/setup/shell.mjs'
import { blocksOf } from '../support/doc-blocks.ts'
import {
  type HostVars,
  makeProject,
  onlyResult,
  runAnsible,
  versionSkipReason,
  versions,
  writePlaybook
} from './bench/ansible.ts'
import { type Bench, openBench, sudoSkipReason } from './bench/bench.ts'
import { hostsOf } from './bench/hosts.ts'
import { waitUntil } from './bench/processes.ts'
import { sudoersFile } from './bench/record.ts'
import { freePort } from './bench/sshd.ts'

const page = path.join(checkout, 'docs/el6-to-el9.md')
/** What the page puts into the inventory of old hosts, and into their sudoers. */
const sshVars = parse(blocksOf(page, 'yaml').find(block => block.startsWith('el6:')) ?? '')
const sudoers = blocksOf(page, 'text')[0] ?? ''

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

describe.for(versions)('ansible-core %s, SSH and sudo on EL6 and EL7 as in docs/el6-to-el9.md', version => {
  const reason = versionSkipReason(version) ?? sudoSkipReason

  /** Runs a task as the login that needs sudo, with further lines in its file of sudoers. */
  const bySudo = async (defaults: string, vars: object) => {
    const user = bench.logins.find(({ label }) => label === 'sudo')?.user ?? ''
    const text = fs.readFileSync(sudoersFile(user), 'utf8').split('\n')[0]
    fs.writeFileSync(sudoersFile(user), `${text}\n${defaults.replaceAll('ansible', user)}\n`)
    const { 'sudo-pipelined': host = {} } = hostsOf(bench)
    const project = makeProject(bench, { version, hosts: { host: { ...host, ...vars } } })
    const tasks = [{ 'nic.bonding.bond_info': { root: '/tmp' } }]
    const playbook = writePlaybook(project, [{ hosts: 'all', gather_facts: false, tasks }])
    return runAnsible(project, 'ansible-playbook', [playbook])
  }

  test('with requiretty in sudoers a task that is not pipelined works, and where it is lifted a pipelined one', async ({
    skip
  }) => {
    skip(reason !== undefined, reason)
    const requiretty = 'Defaults:ansible requiretty'
    const copied = await bySudo(requiretty, { ansible_pipelining: false })
    expect(copied.rc, copied.stdout).toBe(0)
    const lifted = await bySudo(`${requiretty}\n${sudoers}`, {})
    expect(lifted.rc, lifted.stdout).toBe(0)
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
