import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeProject, onlyResult, type Run, runAnsible, versionSkipReason, versions } from './bench/ansible.ts'
import { type Bench, openBench, sudoSkipReason } from './bench/bench.ts'
import { hostNames, hostsOf } from './bench/hosts.ts'
import { traceOf } from './bench/tree.ts'

/** What a failure looks like that is not the user's: a trace of Python's or of Node's. */
const stack = /Traceback|MODULE FAILURE|\bat [^ ]+ \(?[^ ]+:\d+:\d+/

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

describe.for(versions)('ansible-core %s: two wrong options at once', version => {
  const skipReason = versionSkipReason(version)
  let run: Run
  let untouched: boolean

  beforeAll(async () => {
    if (skipReason !== undefined) return
    const root = path.join(bench.folder, `root-${version}`)
    fs.mkdirSync(path.join(root, 'etc'), { recursive: true })
    const project = makeProject(bench, { version, hosts: hostsOf(bench) })
    const before = traceOf(root)
    const words = `name=bond0 ports=eth0,eth1 mode=7 miimon=abc root=${root}`
    run = await runAnsible(project, 'ansible', ['all', '-m', 'nic.bonding.bond', '-a', words])
    untouched = traceOf(root) === before
  }, 60_000)

  test.for(hostNames)('%s: one message names both, and nothing was written', (host, { skip }) => {
    const reason = skipReason ?? (host.startsWith('sudo') ? sudoSkipReason : undefined)
    skip(reason !== undefined, reason)
    const { status, result } = onlyResult(run, host, 'nic.bonding.bond')
    expect(status).toBe('failed')
    expect(result).toMatchObject({ msg: expect.stringMatching(/^mode: .*7/m) })
    expect(result).toMatchObject({ msg: expect.stringMatching(/^miimon: .*abc/m) })
    expect(JSON.stringify(result)).not.toMatch(stack)
    expect(result).not.toHaveProperty('module_stdout')
    expect(untouched).toBe(true)
  })

  test('the screen shows no stack and no traceback', ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    expect(run.stdout + run.stderr).not.toMatch(stack)
    expect(run.rc).toBe(2)
  })
})
