import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { guideFiles, guideTask } from '../integration/guide-files.ts'
import { isRoot } from '../support/fake-host.ts'
import { program } from '../support/run-module.ts'
import { readTree } from '../support/tree.ts'

const root = mkdtempSync(join(tmpdir(), 'nic-bonding-alone-'))
const scripts = '/etc/sysconfig/network-scripts'
const because = isRoot ? '' : ' (skipped: chroot needs root)'

beforeAll(() => {
  mkdirSync(join(root, scripts), { recursive: true })
  writeFileSync(join(root, scripts, 'ifup-eth'), '')
  writeFileSync(join(root, scripts, 'ifcfg-lo'), 'DEVICE=lo\n')
  copyFileSync(program, join(root, 'nic-bonding'))
  chmodSync(join(root, 'nic-bonding'), 0o755)
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Runs a module where / has the program and etc: no libc, no shell, no /dev, /proc, /sys, /tmp. */
function run(module: string, args: { readonly [option: string]: unknown }): { readonly [key: string]: unknown } {
  const done = spawnSync('chroot', [root, '/nic-bonding', module], { input: JSON.stringify(args), encoding: 'utf8' })
  expect(done.stderr).toBe('')
  const result = JSON.parse(done.stdout)
  expect(done.status).toBe(result.failed === true ? 1 : 0)
  return result
}

function filesOf(folder: string): ReadonlyMap<string, string> {
  return new Map([...readTree(root)].filter(([path]) => path.startsWith(folder)))
}

describe.skipIf(!isRoot)(`a host that has the program and etc, and nothing else${because}`, () => {
  test("bond: check mode, the run and a second run of the guide's bond", () => {
    const before = readTree(root)
    const dry = run('bond', { ...guideTask, _ansible_check_mode: true })
    expect(readTree(root)).toEqual(before)

    const real = run('bond', guideTask)
    expect(real).toMatchObject({ changed: true, pending: true })
    expect({ ...real, invocation: undefined }).toEqual({ ...dry, invocation: undefined })
    const written = filesOf('/etc')
    for (const [path, text] of Object.entries(guideFiles)) expect(written.get(`/${path}`), path).toBe(text)

    expect(run('bond', guideTask)).toMatchObject({ changed: false, diff: [], pending: true })
    expect(filesOf('/etc')).toEqual(written)
  })

  test.each([
    ['ifcfg', { name: 'eth2', settings: { DEVICE: 'eth2', ONBOOT: false } }],
    ['modprobe_alias', { alias: 'bond1', module: 'bonding' }],
    ['modprobe_options', { module: 'bonding', options: { max_bonds: 0 } }]
  ])('%s changes a file, and nothing when run again', (module, args) => {
    expect(run(module, args)).toMatchObject({ changed: true })
    const written = readTree(root)
    expect(run(module, args)).toMatchObject({ changed: false })
    expect(readTree(root)).toEqual(written)
  })

  test('bond_info, persistent_net_rules and the status of network_apply read it', () => {
    expect(run('bond_info', {})).toMatchObject({ changed: false, bonds: [{ name: 'bond0', in_files: true }] })
    expect(run('persistent_net_rules', {})).toMatchObject({ changed: false, rules: {} })
    expect(run('network_apply', { state: 'status' })).toMatchObject({ changed: false, state: 'written' })
  })

  test('what takes a command or the kernel names what is missing, and leaves all as it is', () => {
    const before = readTree(root)
    expect(run('network_apply', { state: 'reverted' }).msg).toContain('/bin/sh: command not found')
    expect(run('bond_failover', { name: 'bond0' }).msg).toContain('/sys/class/net/bond0')
    expect(readTree(root)).toEqual(before)
  })
})
