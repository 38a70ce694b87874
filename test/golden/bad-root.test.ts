import { spawnSync } from 'node:child_process'
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { copiedCommand, runModule } from '../support/run-module.ts'
import { readTree } from '../support/tree.ts'

const scripts = '/etc/sysconfig/network-scripts'
const bond = { name: 'bond0', ports: ['eth0', 'eth1'], mode: 'active-backup', miimon: 100 }
const tasks: readonly (readonly [string, { readonly [option: string]: unknown }])[] = [
  ['bond', bond],
  ['ifcfg', { name: 'eth0', settings: { ONBOOT: true } }],
  ['modprobe_alias', { alias: 'bond0', module: 'bonding' }],
  ['modprobe_options', { module: 'bonding', options: { max_bonds: 0 } }]
]
const portText = 'DEVICE=eth0\nBOOTPROTO=dhcp\nONBOOT=no\n'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nic-bonding-bad-root-'))
  chmodSync(root, 0o755)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('a root that is no folder', () => {
  test.each(tasks)('%s refuses one that does not exist, and makes none', (module, args) => {
    const missing = join(root, 'no-such-root')
    const { result, status } = runModule(module, { ...args, root: missing })
    expect(status).toBe(1)
    expectRefusal(result, ['root', missing])
    expect(readTree(root).size).toBe(0)
  })

  test.each(tasks)('%s refuses a file', (module, args) => {
    write('/image.qcow2', 'not a folder\n')
    const file = join(root, 'image.qcow2')
    expectRefusal(runModule(module, { ...args, root: file }).result, ['root', file])
  })
})

describe('what is no regular file', () => {
  test('a folder with the name of an ifcfg file', () => {
    mkdirSync(join(root, scripts, 'ifcfg-eth0'), { recursive: true })
    expectUntouched(() => runModule('bond', { ...bond, root }).result, [`${scripts}/ifcfg-eth0`])
  })

  test('a FIFO with the name of an ifcfg file does not hang the module', () => {
    fifo(`${scripts}/ifcfg-eth1`)
    for (const [module, args] of [
      ['bond', bond],
      ['ifcfg', { name: 'eth1', settings: { ONBOOT: true } }]
    ] as const)
      expectRefusal(runModule(module, { ...args, root }).result, [`${scripts}/ifcfg-eth1`])
  })

  test('a FIFO in modprobe.d does not hang the module, and is no place of an alias', () => {
    fifo('/etc/modprobe.d/bonding.conf')
    const { result } = runModule('modprobe_alias', { alias: 'bond0', module: 'bonding', root })
    expect(result.files).toEqual([{ path: '/etc/modprobe.d/bond0.conf', action: 'create' }])
  })

  test('a file where the folder of the ifcfg files should be', () => {
    write(scripts, '')
    expectUntouched(() => runModule('bond', { ...bond, root }).result, [scripts])
  })
})

describe('a user who may not', () => {
  test('a file that cannot be read: the message says so, and names become', () => {
    write(`${scripts}/ifcfg-eth0`, portText)
    chmodSync(join(root, scripts, 'ifcfg-eth0'), 0)
    const result = runUnprivileged('bond', { ...bond, root })
    expectRefusal(result, [`${scripts}/ifcfg-eth0`, 'permission denied', 'become'])
    chmodSync(join(root, scripts, 'ifcfg-eth0'), 0o600)
    expect([...readTree(root).keys()]).toEqual([`${scripts}/ifcfg-eth0`])
  })

  test('a folder that cannot be written: nothing is half done', () => {
    write(`${scripts}/ifcfg-eth0`, portText)
    mkdirSync(join(root, 'var'))
    chmodSync(join(root, 'var'), 0o777)
    chmodSync(join(root, scripts), 0o555)
    expectUntouched(
      () => runUnprivileged('ifcfg', { name: 'eth0', settings: { ONBOOT: true }, root }),
      [scripts, 'permission denied', 'become']
    )
    chmodSync(join(root, scripts), 0o755)
  })

  test('a host whose journal cannot be written: the message names its folder', () => {
    write(`${scripts}/ifcfg-eth0`, portText)
    chmodSync(root, 0o555)
    expectUntouched(
      () => runUnprivileged('ifcfg', { name: 'eth0', settings: { ONBOOT: true }, root }),
      ['/var/lib/nic-bonding', 'permission denied', 'become']
    )
  })
})

describe('a file with a second hard link', () => {
  beforeEach(() => {
    write(`${scripts}/ifcfg-eth0`, portText)
    mkdirSync(join(root, '/etc/sysconfig/networking/devices'), { recursive: true })
    linkSync(join(root, scripts, 'ifcfg-eth0'), join(root, '/etc/sysconfig/networking/devices/ifcfg-eth0'))
  })

  test.each([true, false])('is refused when it would be changed, check mode %s', mode => {
    expectUntouched(
      () => runModule('bond', { ...bond, root, _ansible_check_mode: mode }).result,
      [`${scripts}/ifcfg-eth0`, 'hard link']
    )
    expect(statSync(join(root, scripts, 'ifcfg-eth0')).nlink).toBe(2)
  })

  test('is no trouble when it stays as it is', () => {
    const { result } = runModule('ifcfg', { name: 'eth0', settings: { ONBOOT: false }, root })
    expect(result.msg).toBeUndefined()
    expect(result.changed).toBe(false)
  })
})

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function fifo(path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  expect(spawnSync('mkfifo', [join(root, path)]).status).toBe(0)
}

function expectRefusal(result: { readonly [key: string]: unknown }, parts: readonly string[]): void {
  expect(result.failed).toBe(true)
  expect(result.exception, 'a fault of the user has no stack').toBeUndefined()
  for (const part of parts) expect(result.msg).toContain(part)
}

function expectUntouched(run: () => { readonly [key: string]: unknown }, parts: readonly string[]): void {
  const before = readTree(root)
  expectRefusal(run(), parts)
  expect(readTree(root), 'the disk is untouched').toEqual(before)
}

/** Runs a copy of the module as a user who is not root: nobody where these tests run as root, else the present user. */
function runUnprivileged(
  module: string,
  args: { readonly [key: string]: unknown }
): { readonly [key: string]: unknown } {
  const folder = mkdtempSync(join(tmpdir(), 'nic-bonding-nobody-'))
  try {
    chmodSync(folder, 0o755)
    writeFileSync(join(folder, 'args.json'), JSON.stringify(args), { mode: 0o644 })
    const own = [...copiedCommand(module, folder), join(folder, 'args.json')]
    const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...own]
    const [command = '', ...rest] = process.getuid?.() === 0 ? asNobody : own
    const done = spawnSync(command, rest, { encoding: 'utf8', timeout: 30_000 })
    expect(done.error).toBeUndefined()
    return JSON.parse(done.stdout)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
