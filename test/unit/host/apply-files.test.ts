import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { FileChange } from '../../../modules/lib/change/file-change.ts'
import { ModuleError } from '../../../modules/lib/errors.ts'
import { createHost } from '../../../modules/lib/host/node-host.ts'
import { asOrdinaryUser, type Entry, snapshot, tempRoot } from './_temp-root.ts'

const change = (path: string, before: string | undefined, after: string | undefined): FileChange => ({
  path,
  before,
  after
})

/** The problems of an apply that must fail, and that the disk is as it was. */
function refusal(
  root: string,
  files: readonly FileChange[],
  backup = false
): { kind: string; problems: readonly string[] } {
  const before = snapshot(root)
  try {
    createHost(root).apply(files, { backup })
  } catch (error) {
    if (!(error instanceof ModuleError)) throw error
    expect(snapshot(root)).toEqual(before)
    return { kind: error.kind, problems: error.problems }
  }
  throw new Error('it did not fail')
}

const mode = (file: string): string => (fs.statSync(file).mode & 0o7777).toString(8)
const isRoot = process.getuid?.() === 0

/** Mounts something over a path until the test has ended; false where this machine does not let us. */
function mount(...args: readonly string[]): boolean {
  if (spawnSync('mount', args).status !== 0) return false
  onTestFinished(() => {
    spawnSync('umount', args.slice(-1))
  })
  return true
}

const probe = tempRoot({ '/a': '', '/b': '' })
const mayMount = isRoot && spawnSync('mount', ['--bind', `${probe}/a`, `${probe}/b`]).status === 0
if (mayMount) spawnSync('umount', [`${probe}/b`])

interface Case {
  readonly name: string
  readonly tree: Readonly<Record<string, Entry>>
  readonly files: readonly FileChange[]
  readonly backup?: true
  readonly after: Readonly<Record<string, string>>
}

const CASES: readonly Case[] = [
  { name: 'nothing', tree: { '/a': '1' }, files: [], after: { '/a': '1' } },
  {
    name: 'an unchanged file is not even looked at',
    tree: { '/a': { fifo: true } },
    files: [change('/a', 'x', 'x')],
    after: { '/a': '(other)' }
  },
  { name: 'a new file', tree: {}, files: [change('/a', undefined, '1')], after: { '/a': '1' } },
  { name: 'an empty file', tree: {}, files: [change('/a', undefined, '')], after: { '/a': '' } },
  { name: 'a changed file', tree: { '/a': '1' }, files: [change('/a', '1', '2')], after: { '/a': '2' } },
  { name: 'a removed file', tree: { '/a': '1' }, files: [change('/a', '1', undefined)], after: {} },
  {
    name: 'bytes that are not UTF-8',
    tree: { '/a': Buffer.from([0xe9, 0x0a]) },
    files: [change('/a', '\udce9\n', '\udce9é\n')],
    after: { '/a': '\xe9\xc3\xa9\n' }
  },
  {
    name: 'folders on the way',
    tree: {},
    files: [change('/etc/a/b', undefined, '1'), change('/etc/a/c', undefined, '2')],
    after: { '/etc': '(folder)', '/etc/a': '(folder)', '/etc/a/b': '1', '/etc/a/c': '2' }
  },
  {
    name: 'through a link, which stays',
    tree: { '/etc/l': { link: '/real/f' }, '/real/f': '1' },
    files: [change('/etc/l', '1', '2')],
    after: { '/etc': '(folder)', '/etc/l': '-> /real/f', '/real': '(folder)', '/real/f': '2' }
  },
  {
    name: 'through a dangling link',
    tree: { '/l': { link: '/real/f' } },
    files: [change('/l', undefined, '2')],
    after: { '/l': '-> /real/f', '/real': '(folder)', '/real/f': '2' }
  },
  {
    name: 'a link out of the root stays inside',
    tree: { '/d': { link: '../../../../tmp' } },
    files: [change('/d/f', undefined, '1')],
    after: { '/d': '-> ../../../../tmp', '/tmp': '(folder)', '/tmp/f': '1' }
  },
  {
    name: 'a removed link leaves what it points to',
    tree: { '/l': { link: 'f' }, '/f': '1' },
    files: [change('/l', '1', undefined)],
    after: { '/f': '1' }
  },
  {
    name: 'backups of what is changed or removed',
    tree: { '/a': '1', '/b': '2', '/c': '3' },
    files: [change('/a', '1', 'x'), change('/b', '2', undefined), change('/c', '3', '3'), change('/d', undefined, 'y')],
    backup: true,
    after: { '/a': 'x', '/a.6b86b273~': '1', '/b.d4735e3a~': '2', '/c': '3', '/d': 'y' }
  },
  {
    name: 'a backup beside a link',
    tree: { '/etc/l': { link: '/f' }, '/f': '1' },
    files: [change('/etc/l', '1', '2')],
    backup: true,
    after: { '/etc': '(folder)', '/etc/l': '-> /f', '/etc/l.6b86b273~': '1', '/f': '2' }
  }
]

describe('apply', () => {
  test.each(CASES)('$name', ({ tree, files, backup = false, after }) => {
    const root = tempRoot(tree)
    createHost(root).apply(files, { backup })
    expect(snapshot(root)).toEqual(after)
  })

  test('a host reads what it has written', () => {
    const host = createHost(tempRoot({ '/a': '1' }))
    expect(host.readText('/a')).toBe('1')
    host.apply([change('/a', '1', '2')], { backup: false })
    expect(host.readText('/a')).toBe('2')
  })

  test('a file is replaced, never written into', () => {
    const root = tempRoot({ '/a': 'old' })
    const reader = fs.openSync(`${root}/a`, 'r')
    createHost(root).apply([change('/a', 'old', 'new')], { backup: false })
    expect(fs.readFileSync(reader, 'utf8')).toBe('old')
    fs.closeSync(reader)
  })
})

describe('modes and owners', () => {
  test.each([0o600, 0o640, 0o444, 0o755])('mode %o is kept, by the backup too', bits => {
    const root = tempRoot({ '/a': '1' })
    fs.chmodSync(`${root}/a`, bits)
    createHost(root).apply([change('/a', '1', '2')], { backup: true })
    expect([mode(`${root}/a`), mode(`${root}/a.6b86b273~`)]).toEqual([bits.toString(8), bits.toString(8)])
  })

  test.each(['WPA_PSK=abc\n', '#KEY1="x y"\n', 'A=1 PASSWORD=abc\n'])('a new file with a secret is 0600: %j', text => {
    const root = tempRoot({})
    createHost(root).apply([change('/a', undefined, text)], { backup: false })
    expect(mode(`${root}/a`)).toBe('600')
  })

  test('a new file is 0644 and a new folder 0755, whatever the umask', () => {
    const root = tempRoot({})
    const umask = process.umask(0o077)
    onTestFinished(() => {
      process.umask(umask)
    })
    createHost(root).apply([change('/d/a', undefined, '1')], { backup: false })
    expect([mode(`${root}/d`), mode(`${root}/d/a`)]).toEqual(['755', '644'])
  })

  test.skipIf(!isRoot)('the owner is kept, by the backup too (needs root)', () => {
    const root = tempRoot({ '/a': '1' })
    fs.chownSync(`${root}/a`, 12, 34)
    fs.chmodSync(`${root}/a`, 0o4750)
    createHost(root).apply([change('/a', '1', '2')], { backup: true })
    for (const name of ['/a', '/a.6b86b273~']) {
      const { uid, gid } = fs.statSync(root + name)
      expect([uid, gid, mode(root + name)]).toEqual([12, 34, '4750'])
    }
  })

  test('a backup that is there already is not rewritten', () => {
    const root = tempRoot({ '/a': '1', '/a.6b86b273~': '1' })
    const { ino } = fs.statSync(`${root}/a.6b86b273~`)
    createHost(root).apply([change('/a', '1', '2')], { backup: true })
    expect(fs.statSync(`${root}/a.6b86b273~`).ino).toBe(ino)
  })
})

describe('what is refused before anything is written', () => {
  const changed = 'somebody else has changed it since it was read; run the task again'
  const hardLinked =
    '/a: it has 2 hard links, and a change would leave the others behind; cp -p /a /a.new && mv /a.new /a makes it a file of its own'

  test.each<readonly [string, Readonly<Record<string, Entry>>, readonly FileChange[], readonly string[]]>([
    ['another text', { '/a': '2' }, [change('/a', '1', '3')], [`/a: ${changed}`]],
    ['a file that has come', { '/a': '' }, [change('/a', undefined, '3')], [`/a: ${changed}`]],
    ['a file that has gone', {}, [change('/a', '1', '3')], [`/a: ${changed}`]],
    ['a file to remove that has gone', {}, [change('/a', '1', undefined)], [`/a: ${changed}`]],
    ['hard links', { '/a': '1', '/b': { hardLink: '/a' } }, [change('/a', '1', '2')], [hardLinked]],
    [
      'a FIFO',
      { '/a': { fifo: true } },
      [change('/a', undefined, '1')],
      ['/a: only a regular file is written; move what is there away']
    ],
    [
      'a folder',
      { '/a/b': '' },
      [change('/a', undefined, '1')],
      ['/a: only a regular file is written; move what is there away']
    ],
    [
      'one file by two names',
      { '/a': '1', '/b': { link: 'a' } },
      [change('/a', '1', '2'), change('/b', '1', '3')],
      ['/b and /a are one file by a link; name it once']
    ],
    [
      'all at once, and the good ones stay',
      { '/a': '1', '/b': { hardLink: '/a' }, '/c': '1', '/d': '2' },
      [change('/d', '2', 'x'), change('/a', '1', '2'), change('/c', '0', '1')],
      [hardLinked, `/c: ${changed}`]
    ]
  ])('%s', (_, tree, files, problems) => {
    expect(refusal(tempRoot(tree), files, true)).toEqual({ kind: 'conflict', problems })
  })
})

describe('on a failure everything is put back', () => {
  const tree = { '/etc/a': '1', '/etc/b': '2', '/etc/c': '3', '/l': { link: 'etc/c' } } as const

  test('the name of a new file is too long: nothing had been changed', () => {
    const long = `/new/${'x'.repeat(255)}`
    const { kind, problems } = refusal(tempRoot(tree), [change('/etc/a', '1', 'x'), change(long, undefined, 'y')], true)
    expect(kind).toBe('io')
    expect(problems).toEqual([`cannot write ${long}: the name is too long (ENAMETOOLONG); nothing has been changed`])
  })

  test.skipIf(!mayMount)('a file that is a mount point comes last (needs root and mount)', () => {
    const root = tempRoot(tree)
    fs.chmodSync(`${root}/etc/a`, 0o640)
    expect(mount('--bind', `${root}/etc/b`, `${root}/etc/b`)).toBe(true)
    const files = [
      change('/etc/a', '1', 'x'),
      change('/l', '3', undefined),
      change('/etc/new/file', undefined, 'y'),
      change('/etc/b', '2', 'z')
    ]
    expect(refusal(root, files, true)).toEqual({
      kind: 'io',
      problems: [
        'cannot replace /etc/b: device or resource busy (EBUSY); findmnt shows what is mounted there; ' +
          'put back: /etc/new/file, /l, /etc/a'
      ]
    })
    expect(mode(`${root}/etc/a`)).toBe('640')
  })

  test('a folder where nothing can be removed', () => {
    const root = tempRoot({ ...tree, '/fixed/d': '4' })
    fs.chmodSync(`${root}/fixed`, 0o555)
    onTestFinished(() => fs.chmodSync(`${root}/fixed`, 0o755))
    const files = [change('/etc/a', '1', 'x'), change('/fixed/d', '4', undefined)]
    expect(asOrdinaryUser(root, () => refusal(root, files).problems)).toEqual([
      'cannot remove /fixed/d: permission denied (EACCES); run as root (become: true); put back: /etc/a'
    ])
  })

  test.skipIf(!mayMount)('the disk is full (needs root and mount)', () => {
    const root = tempRoot({ '/etc': { folder: true } })
    expect(mount('-t', 'tmpfs', '-o', 'size=16k', 'none', `${root}/etc`)).toBe(true)
    fs.writeFileSync(`${root}/etc/a`, '1')
    const files = [change('/etc/a', '1', '2'), change('/etc/d/big', undefined, 'x'.repeat(40_000))]
    expect(refusal(root, files, true)).toEqual({
      kind: 'io',
      problems: ['cannot write /etc/d/big: no space left on device (ENOSPC); free some space; nothing has been changed']
    })
  })

  test.skipIf(!mayMount)('the file system is read-only (needs root and mount)', () => {
    const root = tempRoot({ '/etc': { folder: true } })
    expect(mount('-t', 'tmpfs', '-o', 'ro', 'none', `${root}/etc`)).toBe(true)
    expect(refusal(root, [change('/etc/a', undefined, '2')]).problems).toEqual([
      'cannot write /etc/a: the file system is read-only (EROFS); remount it read-write; nothing has been changed'
    ])
    expect(refusal(root, [change('/etc/d/a', undefined, '2')]).problems).toEqual([
      'cannot make the folder /etc/d: the file system is read-only (EROFS); remount it read-write; nothing has been changed'
    ])
  })

  test('somebody else changes a file while the others are written', () => {
    const root = tempRoot(tree)
    const meddling: FileChange = {
      path: '/etc/b',
      before: '2',
      // Read after the first look at the files and before they are put in place.
      get after() {
        if (fs.readdirSync(`${root}/etc`).some(name => name.endsWith('.tmp')))
          fs.writeFileSync(`${root}/etc/b`, 'theirs')
        return 'ours'
      }
    }
    expect(() => createHost(root).apply([change('/etc/a', '1', 'x'), meddling], { backup: true })).toThrow(
      '/etc/b: somebody else has changed it since it was read; run the task again; put back: /etc/a'
    )
    expect(snapshot(root)).toEqual({
      '/etc': '(folder)',
      '/etc/a': '1',
      '/etc/b': 'theirs',
      '/etc/c': '3',
      '/l': '-> etc/c'
    })
  })

  test.skipIf(!mayMount)('what cannot be put back is said, and its backup stays (needs root and mount)', () => {
    const root = tempRoot({ '/etc': { folder: true }, '/d/a': { link: '/etc/a' }, '/d/b': '2' })
    expect(mount('-t', 'tmpfs', 'none', `${root}/etc`)).toBe(true)
    fs.writeFileSync(`${root}/etc/a`, '1')
    const meddling: FileChange = {
      path: '/d/b',
      get before() {
        // Once the first file is in place its file system becomes read-only, and this file another.
        if (fs.readFileSync(`${root}/etc/a`, 'utf8') === 'x') {
          spawnSync('mount', ['-o', 'remount,ro', `${root}/etc`])
          fs.writeFileSync(`${root}/d/b`, 'theirs')
        }
        return '2'
      },
      after: '3'
    }
    expect(() => createHost(root).apply([change('/d/a', '1', 'x'), meddling], { backup: true })).toThrow(
      '/d/b: somebody else has changed it since it was read; run the task again; nothing could be put back; ' +
        'cannot put back /d/a: the file system is read-only (EROFS); remount it read-write'
    )
    expect(snapshot(root)['/d/a.6b86b273~']).toBe('1')
  })
})
