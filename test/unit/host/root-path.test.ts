import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { resolvePath } from '../../../modules/lib/host/root-path.ts'
import { type Entry, tempRoot } from './_temp-root.ts'

const chain = (length: number): Readonly<Record<string, Entry>> =>
  Object.assign({ '/l0': 'end' }, ...Array.from({ length }, (_, i) => ({ [`/l${i + 1}`]: { link: `l${i}` } })))

const TREE: Readonly<Record<string, Entry>> = {
  '/etc/real/file': 'x',
  '/etc/plain': 'x',
  '/etc/relative': { link: 'real/file' },
  '/etc/absolute': { link: '/etc/real/file' },
  '/etc/folder': { link: 'real' },
  '/etc/up': { link: '../../../../../etc/plain' },
  '/etc/dots': { link: './real/../plain' },
  '/etc/dangling': { link: '/var/lib/new/file' },
  '/etc/twice': { link: 'relative' },
  '/etc/loop': { link: 'loop2' },
  '/etc/loop2': { link: '/etc/loop' },
  '/etc/root': { link: '/' },
  '/etc/empty-parts': { link: '//etc//./plain' },
  ...chain(41)
}

/** A path, where it leads, what of it is missing. */
const PATHS: readonly (readonly [string, string, readonly string[]])[] = [
  ['/', '/', []],
  ['/etc/plain', '/etc/plain', []],
  ['//etc/./plain', '/etc/plain', []],
  ['/etc/relative', '/etc/real/file', []],
  ['/etc/absolute', '/etc/real/file', []],
  ['/etc/folder/file', '/etc/real/file', []],
  ['/etc/folder/../plain', '/etc/plain', []],
  ['/etc/up', '/etc/plain', []],
  ['/../../etc/plain', '/etc/plain', []],
  ['/etc/dots', '/etc/plain', []],
  ['/etc/twice', '/etc/real/file', []],
  ['/etc/root/etc/plain', '/etc/plain', []],
  ['/etc/empty-parts', '/etc/plain', []],
  ['/l40', '/l0', []],
  ['/etc/none', '/etc/none', ['/etc/none']],
  ['/etc/real/../none', '/etc/none', ['/etc/none']],
  ['/etc/none/below', '/etc/none/below', ['/etc/none', '/etc/none/below']],
  ['/etc/folder/none', '/etc/real/none', ['/etc/real/none']],
  ['/etc/dangling', '/var/lib/new/file', ['/var', '/var/lib', '/var/lib/new', '/var/lib/new/file']]
]

/** Asks the kernel, in a real chroot: where each path leads, or the name of its error. */
const JUDGE = `
import errno, json, os, sys
fds = os.open('/proc/self/fd', os.O_RDONLY)
os.chroot(sys.argv[1])
def lead(path):
    try:
        return os.readlink(str(os.open(path, os.O_PATH)), dir_fd=fds)
    except OSError as error:
        return errno.errorcode[error.errno]
print(json.dumps([lead(path) for path in sys.argv[2:]]))`

const mayChroot = spawnSync('python3', ['-c', JUDGE, '/', '/']).status === 0

describe('resolvePath', () => {
  test.each(PATHS)('%s', (path, expected, missing) => {
    expect(resolvePath(tempRoot(TREE), path)).toEqual({ path: expected, missing })
  })

  test.skipIf(!mayChroot)('the kernel says the same (needs root and python3)', () => {
    const asked = [...PATHS.map(([path]) => path), '/etc/loop', '/l41', '/etc/plain/below']
    const { stdout } = spawnSync('python3', ['-c', JUDGE, tempRoot(TREE), ...asked], { encoding: 'utf8' })
    const expected = PATHS.map(([, path, missing]) => (missing.length === 0 ? path : 'ENOENT'))
    expect(JSON.parse(stdout)).toEqual([...expected, 'ELOOP', 'ELOOP', 'ENOTDIR'])
  })

  test.each([
    ['/etc/loop', /^cannot follow \/etc\/loop: more than 40 symbolic links \(ELOOP\)/],
    ['/l41', /^cannot follow \/l41: more than 40 symbolic links \(ELOOP\)/],
    ['/etc/plain/below', /^cannot follow \/etc\/plain\/below: a part of the path is no folder \(ENOTDIR\)/],
    ['etc/plain', /^"etc\/plain" is no absolute path/],
    ['/etc/pl\0ain', /is no absolute path/]
  ])('%j is refused', (path, message) => {
    expect(() => resolvePath(tempRoot(TREE), path)).toThrow(message)
  })

  test('a root of / is the file system itself', () => {
    const root = tempRoot({ '/a': '', '/b': { link: 'a' } })
    expect(resolvePath('/', `${root}/b`)).toEqual({ path: `${root}/a`, missing: [] })
  })

  test('a link may hold bytes that are not UTF-8', () => {
    const root = tempRoot({})
    fs.symlinkSync(Buffer.from([0x78, 0xff]), `${root}/l`)
    fs.writeFileSync(Buffer.concat([Buffer.from(`${root}/x`), Buffer.from([0xff])]), '')
    expect(resolvePath(root, '/l')).toEqual({ path: '/x\udcff', missing: [] })
  })
})
