import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { copiedCommand } from '../../support/run-module.ts'
import { type Entry, snapshot, tempRoot } from './_temp-root.ts'

const isRoot = process.getuid?.() === 0
const scripts = '/etc/sysconfig/network-scripts'
const lo = {
  [`${scripts}/ifcfg-lo`]: 'DEVICE=lo\n',
  '/etc/modprobe.d': { folder: true },
  '/var/lib': { folder: true }
} as const
const bond = { name: 'bond0', ports: ['eth0', 'eth1'], mode: 1, miimon: 100 }
const eth0 = `${scripts}/ifcfg-eth0`

/** Runs bond as a user, who gets a copy of it that everybody may read. */
function runAs(user: readonly string[], args: object): { readonly [key: string]: unknown } {
  const folder = tempRoot({ '/args.json': JSON.stringify(args) })
  for (const name of ['', '/args.json']) fs.chmodSync(folder + name, 0o755)
  const [command = '', ...words] = [...user, ...copiedCommand('bond', folder), `${folder}/args.json`]
  return JSON.parse(spawnSync(command, words, { encoding: 'utf8' }).stdout)
}

/** What a module says in check mode and for real; the disk must be the same before, between and after. */
function refusedTwice(root: string, task: object, user: readonly string[] = []): string {
  const before = snapshot(root)
  const said = [true, false].map(_ansible_check_mode => {
    const result = runAs(user, { ...task, root, _ansible_check_mode })
    expect([result.failed, result.exception, snapshot(root)]).toEqual([true, undefined, before])
    return result.msg
  })
  expect(said[0]).toBe(said[1])
  return String(said[0])
}

describe('whoever may not write is told once, in check mode too', () => {
  const asNobody = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : []

  test('all files and the journal', () => {
    const root = tempRoot({ ...lo, [eth0]: 'DEVICE=eth0\n' })
    fs.chmodSync(root, 0o755)
    if (!isRoot) for (const folder of [scripts, '/etc/modprobe.d', '/var/lib']) fs.chmodSync(root + folder, 0o555)
    expect(refusedTwice(root, bond, asNobody)).toBe(
      `cannot write /etc/modprobe.d/bonding-eth0_eth1.conf, ${scripts}/ifcfg-bond0, ${eth0}, ${scripts}/ifcfg-eth1, ` +
        '/var/lib/nic-bonding: permission denied (EACCES); run as root (become: true); nothing has been changed'
    )
  })

  test('a file that may not even be read', () => {
    const root = tempRoot({ ...lo, [eth0]: 'DEVICE=eth0\n' })
    fs.chmodSync(root, 0o755)
    fs.chmodSync(root + eth0, isRoot ? 0o600 : 0)
    expect(refusedTwice(root, bond, asNobody)).toBe(
      `cannot read ${eth0}: permission denied (EACCES); run as root (become: true)`
    )
  })

  test('nothing to write needs no right', () => {
    const root = tempRoot(lo)
    fs.chmodSync(root, 0o755)
    expect(runAs(asNobody, { name: 'bond0', state: 'absent', root })).toMatchObject({ changed: false })
  })
})

const probe = tempRoot({ '/a': '' })
const hasFlags = isRoot && spawnSync('chattr', ['+i', `${probe}/a`]).status === 0
if (hasFlags) spawnSync('chattr', ['-i', `${probe}/a`])
const mayMount = isRoot && spawnSync('mount', ['-t', 'tmpfs', 'none', probe]).status === 0
if (mayMount) spawnSync('umount', [probe])

describe('what keeps even root from writing', () => {
  test.skipIf(!hasFlags).each([
    ['file', eth0, eth0],
    ['folder', scripts, `${scripts}/ifcfg-bond0, ${eth0}, ${scripts}/ifcfg-eth1`]
  ])('an immutable %s (needs root and chattr)', (_, path, named) => {
    const root = tempRoot({ ...lo, [eth0]: 'DEVICE=eth0\n' })
    spawnSync('chattr', ['+i', root + path])
    onTestFinished(() => {
      spawnSync('chattr', ['-i', root + path])
    })
    expect(refusedTwice(root, bond)).toBe(
      `cannot write ${named}: operation not permitted (EPERM); lsattr shows whether it is immutable, ` +
        'ausearch -m avc whether SELinux forbids it; nothing has been changed'
    )
  })

  test.skipIf(!mayMount)('a read-only file system (needs root and mount)', () => {
    const root = tempRoot({ ...lo })
    fs.rmSync(`${root}/etc/modprobe.d`, { recursive: true })
    spawnSync('mount', ['--bind', `${root}/etc`, `${root}/etc`])
    spawnSync('mount', ['-o', 'remount,ro,bind', `${root}/etc`])
    onTestFinished(() => {
      spawnSync('umount', [`${root}/etc`])
    })
    expect(refusedTwice(root, bond)).toBe(
      `cannot write /etc/modprobe.d/bonding-eth0_eth1.conf, ${scripts}/ifcfg-bond0, ${eth0}, ${scripts}/ifcfg-eth1: ` +
        'the file system is read-only (EROFS); remount it read-write; nothing has been changed'
    )
  })

  test.each<readonly [string, Readonly<Record<string, Entry>>, string]>([
    [
      'a FIFO',
      { [eth0]: { fifo: true } },
      `cannot read ${eth0}: it is a FIFO, and only regular files are read; move it away`
    ],
    [
      'a folder',
      { [eth0]: { folder: true } },
      `cannot read ${eth0}: it is a folder, and only regular files are read; move it away`
    ],
    [
      'a file with two names',
      { [eth0]: 'DEVICE=eth0\n', '/etc/other': { hardLink: eth0 } },
      `${eth0}: it has 2 hard links, and a change would leave the others behind; ` +
        `cp -p ${eth0} ${eth0}.new && mv ${eth0}.new ${eth0} makes it a file of its own`
    ]
  ])('%s in the place of a file', (_, entries, message) => {
    expect(refusedTwice(tempRoot({ ...lo, ...entries }), bond)).toBe(message)
  })
})
