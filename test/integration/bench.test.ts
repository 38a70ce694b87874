import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkout } from '../../tools/setup/shell.mjs'
import { makeProject, onlyResult, type Run, runAnsible, versionSkipReason, versions } from './bench/ansible.ts'
import { type Bench, openBench, sudoSkipReason } from './bench/bench.ts'
import { hostNames, hostsOf } from './bench/hosts.ts'
import { processesNaming, waitUntil } from './bench/processes.ts'
import { removeLeftovers } from './bench/record.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

describe.for(versions)('ansible-core %s', version => {
  const skipReason = versionSkipReason(version)
  let run: Run
  beforeAll(async () => {
    if (skipReason !== undefined) return
    const project = makeProject(bench, { version, hosts: hostsOf(bench) })
    run = await runAnsible(project, 'ansible', ['all', '-m', 'raw', '-a', 'echo $(id -u) $SSH_CONNECTION $SUDO_USER'])
  }, 60_000)

  test.for(hostNames)('%s is reached over SSH, by the login it names, with the rights it names', (host, { skip }) => {
    const reason = skipReason ?? (host.startsWith('sudo') ? sudoSkipReason : undefined)
    skip(reason !== undefined, reason)
    const login = bench.logins.find(({ label }) => host.startsWith(label))
    const { result } = onlyResult(run, host, 'raw')
    const [uid, ...rest] = String(result.stdout).trim().split(' ')
    expect(uid).toBe(String(process.getuid?.()))
    // sudo clears SSH_CONNECTION and tells who called; a direct login has the addresses of both ends.
    const expected =
      login?.label === 'sudo' ? [login.user] : ['127.0.0.1', expect.any(String), '127.0.0.1', expect.any(String)]
    expect(rest).toEqual(expected)
  })
})

test('what a killed run leaves is removed by the next', { timeout: 60_000 }, async () => {
  const killed = await openAndKill()
  expect(processesNaming(killed)).not.toEqual([])
  expect(accounts().includes(path.basename(killed).toLowerCase())).toBe(process.getuid?.() === 0)
  removeLeftovers()
  await waitUntil('the sshd to end', 10, () => processesNaming(killed).length === 0)
  expect(fs.existsSync(killed)).toBe(false)
  expect(accounts()).not.toContain(path.basename(killed).toLowerCase())
  expect(fs.existsSync(bench.folder)).toBe(true)
})

/** Opens a bench in a process of its own, kills that process, and returns the bench's folder. */
async function openAndKill(): Promise<string> {
  const file = path.join(import.meta.dirname, 'bench/bench.ts')
  const script = `import { openBench } from '${file}'; console.log((await openBench()).folder); setInterval(() => {}, 1000)`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script]
  const child = spawn(process.execPath, args, { cwd: checkout, stdio: ['ignore', 'pipe', 'inherit'] })
  const [folder] = await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  return String(folder).trim()
}

function accounts(): string {
  return fs.readFileSync('/etc/passwd', 'utf8')
}
