import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ModuleError } from '../../../modules/lib/errors.ts'
import { hardLinkProblems } from '../../../modules/lib/host/hard-links.ts'
import { createHost } from '../../../modules/lib/host/node-host.ts'
import { asOrdinaryUser, tempRoot } from './_temp-root.ts'

const TREE = {
  '/etc/file': 'text\n',
  '/etc/link': { link: '/etc/file' },
  '/etc/dangling': { link: 'nowhere' },
  '/etc/folder': { folder: true },
  '/etc/fifo': { fifo: true },
  '/etc/twin': { hardLink: '/etc/file' },
  '/etc/loop': { link: 'loop' }
} as const

const host = () => createHost(tempRoot(TREE))

function failure(run: () => unknown): { kind: string; problems: readonly string[] } {
  try {
    run()
  } catch (error) {
    if (error instanceof ModuleError) return { kind: error.kind, problems: error.problems }
    throw error
  }
  throw new Error('it did not fail')
}

describe('createHost', () => {
  const root = tempRoot({
    '/file': '',
    '/folder': { folder: true },
    '/link': { link: 'folder' },
    '/loop': { link: 'loop' }
  })

  test('the root is without links', () => {
    expect(createHost(`${root}/link/../folder/`).root).toBe(`${root}/folder`)
    expect(createHost('//').root).toBe('/')
  })

  test.each([
    ['/none', 'does not exist; make that folder first, or correct the path'],
    ['/file', 'is no folder; name the folder under which etc lies']
  ])('root %s is refused', (path, rule) => {
    expect(failure(() => createHost(root + path))).toEqual({
      kind: 'invalid-argument',
      problems: [`root: "${root}${path}" ${rule}`]
    })
  })

  test('a relative root is refused', () => {
    expect(failure(() => createHost('tmp')).problems).toEqual([
      'root: "tmp" is no absolute path; give the whole path of the folder'
    ])
  })

  test('a root that is a loop of links is an IO error', () => {
    expect(failure(() => createHost(`${root}/loop`)).kind).toBe('io')
  })
})

describe('readText', () => {
  test.each([
    ['/etc/file', 'text\n'],
    ['/etc/link', 'text\n'],
    ['/etc/none', undefined],
    ['/none/below', undefined],
    ['/etc/dangling', undefined]
  ])('%s', (path, text) => {
    expect(host().readText(path)).toBe(text)
  })

  test.each([
    ['/etc/fifo', 'cannot read /etc/fifo: it is a FIFO, and only regular files are read; move it away'],
    ['/etc/folder', 'cannot read /etc/folder: it is a folder, and only regular files are read; move it away'],
    ['/etc/file/below', 'cannot follow /etc/file/below: a part of the path is no folder (ENOTDIR)']
  ])('%s is refused', (path, problem) => {
    expect(failure(() => host().readText(path))).toEqual({ kind: 'io', problems: [problem] })
  })

  test('a device is refused', () => {
    expect(failure(() => createHost('/').readText('/dev/zero')).problems).toEqual([
      'cannot read /dev/zero: it is a device, and only regular files are read; move it away'
    ])
  })

  test('a socket is refused', () => {
    const root = tempRoot({})
    const server = net.createServer().listen(`${root}/s`)
    onTestFinished(() => {
      server.close()
    })
    expect(failure(() => createHost(root).readText('/s')).problems).toEqual([
      'cannot read /s: it is a socket, and only regular files are read; move it away'
    ])
  })

  test('1 MiB is read, more is refused', () => {
    const limit = 1024 * 1024
    const large = createHost(tempRoot({ '/a': 'x'.repeat(limit), '/b': 'x'.repeat(limit + 1) }))
    expect(large.readText('/a')?.length).toBe(limit)
    expect(failure(() => large.readText('/b')).problems).toEqual([
      'cannot read /b: it is larger than 1 MiB; move it away'
    ])
  })

  test('a file of /proc, whose size is said to be 0', () => {
    expect(createHost('/').readText('/proc/self/status')).toMatch(/^Name:/)
  })

  test('a file is read once', () => {
    const root = tempRoot(TREE)
    const once = createHost(root)
    const first = once.readText('/etc/file')
    fs.writeFileSync(`${root}/etc/file`, 'other')
    expect(once.readText('/etc/file')).toBe(first)
  })

  test('a file without the right to read it', () => {
    const root = tempRoot({ '/file': '' })
    fs.chmodSync(`${root}/file`, 0)
    const problems = asOrdinaryUser(root, () => failure(() => createHost(root).readText('/file')).problems)
    expect(problems).toEqual(['cannot read /file: permission denied (EACCES); run as root (become: true)'])
  })
})

describe('list', () => {
  test('the names in byte order', () => {
    const names = ['b', 'B', 'a', 'é', '\u{10ffff}', '\uffff', '.x', 'ifcfg-eth10', 'ifcfg-eth9']
    const root = tempRoot(Object.fromEntries(names.map(name => [`/d/${name}`, ''])))
    fs.writeFileSync(Buffer.concat([Buffer.from(`${root}/d/caf`), Buffer.from([0xe9])]), '')
    const { stdout } = spawnSync('ls', ['-A', `${root}/d`], { env: { ...process.env, LC_ALL: 'C' } })
    const listed = createHost(root).list('/d')
    expect(listed).toContain('caf\udce9')
    const bytes = stdout
      .toString('latin1')
      .split('\n')
      .filter(name => name !== '')
    expect(listed.map(name => (name === 'caf\udce9' ? 'caf\xe9' : Buffer.from(name).toString('latin1')))).toEqual(bytes)
  })

  test('a name that is not UTF-8 opens its file', () => {
    const root = tempRoot({})
    fs.writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff])]), 'x')
    const [name = ''] = createHost(root).list('/')
    expect(createHost(root).readText(`/${name}`)).toBe('x')
  })

  test.each(['/none', '/etc/dangling', '/none/below'])('%s is empty', path => {
    expect(host().list(path)).toEqual([])
  })

  test('a file is no folder', () => {
    expect(failure(() => host().list('/etc/file'))).toEqual({
      kind: 'io',
      problems: ['cannot list /etc/file: a part of the path is no folder (ENOTDIR)']
    })
  })
})

describe('fileType, linkCount, realPath', () => {
  test.each([
    ['/etc/file', 'file', 2, '/etc/file'],
    ['/etc/link', 'file', 2, '/etc/file'],
    ['/etc/../etc/folder', 'folder', 2, '/etc/folder'],
    ['/etc/fifo', 'other', 1, '/etc/fifo'],
    ['/etc/dangling', undefined, 0, undefined],
    ['/etc/none', undefined, 0, undefined],
    ['/', 'folder', 3, '/']
  ])('%s', (path, type, links, real) => {
    const seen = host()
    expect([seen.fileType(path), seen.linkCount(path), seen.realPath(path)]).toEqual([type, links, real])
  })

  test('a loop is an IO error', () => {
    expect(failure(() => host().fileType('/etc/loop')).kind).toBe('io')
  })
})

describe('hardLinkProblems', () => {
  test('only of files that change', () => {
    const files = [
      { path: '/etc/file', before: 'text\n', after: 'new' },
      { path: '/etc/twin', before: 'text\n', after: 'text\n' },
      { path: '/etc/none', before: undefined, after: 'new' }
    ]
    expect(hardLinkProblems(host(), files)).toEqual([
      '/etc/file: it has 2 hard links, and a change would leave the others behind; ' +
        'cp -p /etc/file /etc/file.new && mv /etc/file.new /etc/file makes it a file of its own'
    ])
  })
})

describe('missingFolders and backupPath', () => {
  test('outermost first, each once, of changed files only', () => {
    const files = [
      { path: '/etc/a/b/c', before: undefined, after: 'x' },
      { path: '/etc/a/b/d', before: undefined, after: 'x' },
      { path: '/etc/link', before: 'text\n', after: 'x' },
      { path: '/gone/x', before: 'x', after: undefined },
      { path: '/same/x', before: 'x', after: 'x' }
    ]
    expect(host().missingFolders(files)).toEqual(['/etc/a', '/etc/a/b'])
  })

  test('named by the hash of the bytes, as sha256sum says', () => {
    const { stdout } = spawnSync('sha256sum', { input: Buffer.from([0x61, 0xff]), encoding: 'utf8' })
    expect(host().backupPath('/etc/x', 'a\udcff')).toBe(`/etc/x.${stdout.slice(0, 8)}~`)
  })
})
