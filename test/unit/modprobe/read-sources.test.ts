import { describe, expect, test } from 'vitest'
import { createHost } from '../../../modules/lib/host/node-host.ts'
import { readModprobeSources, withChanges } from '../../../modules/lib/modprobe/read-sources.ts'
import { tempRoot } from '../host/_temp-root.ts'

const read = (tree: Parameters<typeof tempRoot>[0]) => readModprobeSources(createHost(tempRoot(tree)))
const pathsOf = (tree: Parameters<typeof tempRoot>[0]) => read(tree).map(({ path }) => path)

describe('readModprobeSources', () => {
  test('an empty host', () => {
    expect(read({})).toEqual([])
  })

  test('by name across the folders, the first of a name', () => {
    const sources = read({
      '/lib/modprobe.d/a.conf': 'lib',
      '/usr/lib/modprobe.d/b.conf': 'usr',
      '/usr/local/lib/modprobe.d/c.conf': 'local',
      '/run/modprobe.d/b.conf': 'run',
      '/etc/modprobe.d/c.conf': 'etc',
      '/etc/modprobe.d/B.conf': 'B'
    })
    expect(sources).toEqual([
      { path: '/etc/modprobe.d/B.conf', text: 'B', writable: true },
      { path: '/lib/modprobe.d/a.conf', text: 'lib', writable: false },
      { path: '/run/modprobe.d/b.conf', text: 'run', writable: false, hides: '/usr/lib/modprobe.d/b.conf' },
      { path: '/etc/modprobe.d/c.conf', text: 'etc', writable: true, hides: '/usr/local/lib/modprobe.d/c.conf' }
    ])
  })

  test('names that modprobe skips, folders and dangling links', () => {
    const tree = {
      '/etc/modprobe.d/a.conf': '',
      '/etc/modprobe.d/.b.conf': '',
      '/etc/modprobe.d/.conf': '',
      '/etc/modprobe.d/c.conf~': '',
      '/etc/modprobe.d/d': '',
      '/etc/modprobe.d/e.conf/f.conf': '',
      '/etc/modprobe.d/g.conf': { link: '/nowhere' }
    }
    expect(pathsOf(tree)).toEqual(['/etc/modprobe.d/a.conf'])
  })

  test('/lib as a link to /usr/lib gives its files once, and hides nothing', () => {
    expect(read({ '/lib': { link: 'usr/lib' }, '/usr/lib/modprobe.d/a.conf': 'x' })).toEqual([
      { path: '/usr/lib/modprobe.d/a.conf', text: 'x', writable: false }
    ])
  })

  test("a link to a device hides the vendor's file and is not read", () => {
    const tree = {
      '/dev/null': { fifo: true as const },
      '/etc/modprobe.d/a.conf': { link: '/dev/null' },
      '/lib/modprobe.d/a.conf': 'alias bond0 dummy\n'
    }
    expect(pathsOf(tree)).toEqual([])
  })

  test('/etc/modprobe.conf is read first', () => {
    const tree = { '/etc/modprobe.conf': '', '/etc/modprobe.d/a.conf': '', '/sbin/modprobe': 'module-init-tools' }
    expect(pathsOf(tree)).toEqual(['/etc/modprobe.conf', '/etc/modprobe.d/a.conf'])
  })

  test('module-init-tools reads names without .conf, but no copies of package managers and editors', () => {
    const skipped = [
      '.a.conf',
      'a.rpmsave',
      'a.rpmnew',
      'a.bak',
      'a.conf.orig',
      'a.rej',
      'a,v',
      'a.conf~',
      'a.dpkg-old'
    ]
    const names = ['bonding', 'bonding.conf.20240101', 'bonding.conf.save', ...skipped]
    const files = Object.fromEntries(names.map((name): [string, string] => [`/etc/modprobe.d/${name}`, '']))
    expect(pathsOf({ ...files, '/sbin/modprobe': 'module-init-tools' })).toEqual([
      '/etc/modprobe.d/bonding',
      '/etc/modprobe.d/bonding.conf.20240101',
      '/etc/modprobe.d/bonding.conf.save'
    ])
    expect(pathsOf({ ...files, '/usr/bin/kmod': '', '/sbin/modprobe': { link: '/usr/bin/kmod' } })).toEqual([])
    expect(pathsOf(files)).toEqual([])
  })

  test("/etc/modprobe.conf is not read by kmod's modprobe", () => {
    const tree = { '/etc/modprobe.conf': '', '/usr/bin/kmod': '', '/usr/sbin/modprobe': { link: '../bin/kmod' } }
    expect(pathsOf(tree)).toEqual([])
  })
})

describe('withChanges', () => {
  const sources = read({ '/etc/modprobe.d/b.conf': '1', '/lib/modprobe.d/d.conf': '2' })

  test('changes, adds in order, removes', () => {
    const files = [
      { path: '/etc/modprobe.d/b.conf', before: '1', after: undefined },
      { path: '/etc/modprobe.d/e.conf', before: undefined, after: '4' },
      { path: '/etc/modprobe.d/c.conf', before: undefined, after: '3' }
    ]
    expect(withChanges(sources, files)).toEqual([
      { path: '/etc/modprobe.d/c.conf', text: '3', writable: true },
      { path: '/lib/modprobe.d/d.conf', text: '2', writable: false },
      { path: '/etc/modprobe.d/e.conf', text: '4', writable: true }
    ])
  })
})
