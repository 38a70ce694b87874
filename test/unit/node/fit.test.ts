import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asked, fakeProgram } from './fake-program.ts'
import { type File, type Host, loadProgram, type Program } from './load-program.ts'

let scratch: string
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'nic-bonding-program-'))
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
const load = (files: readonly File[], host?: Host): Program => loadProgram(scratch, files, host)
const fakeNode = (name: string, asked?: Asked): File => fakeProgram(scratch, name, asked)
const el6: Host = { machine: 'x86_64', libc: 'glibc', glibc: '2.12' }
const el7: Host = { machine: 'x86_64', libc: 'glibc', glibc: '2.17' }
const el8: Host = { machine: 'x86_64', libc: 'glibc', glibc: '2.28' }

describe('for a host', () => {
  const all = (): readonly File[] => [
    fakeNode('n22', { version: '22.1.0' }),
    fakeNode('n9x', { version: '16.20.2', glibc: ['2.17', '2.4'] }),
    fakeNode('n10', { version: '10.24.1', glibc: ['2.9'] }),
    fakeNode('n26arm', { version: '26.0.0', machine: 183, loader: '/lib/ld-linux-aarch64.so.1' })
  ]
  test.each([
    ['EL6', el6, '10.24.1'],
    ['EL7', el7, '16.20.2'],
    ['EL8', el8, '22.1.0'],
    ['EL8 on aarch64', { ...el8, machine: 'aarch64' }, '26.0.0'],
    ['one that does not say what it has', { machine: 'x86_64', libc: 'unknown' }, '22.1.0']
  ])('%s gets the newest that it runs', (_, host, version) => {
    expect(load(all(), host).version).toBe(version)
  })

  test.each([
    [
      'a C library that is too old',
      el6,
      'this host has x86_64 and glibc 2.12',
      'Node.js 22.1.0 for x86_64 and glibc 2.28 or newer',
      'at most 10.24.1'
    ],
    [
      'another processor',
      { ...el7, machine: 'ppc64le' },
      'this host has ppc64le and glibc 2.17',
      'Node.js 22.1.0 for x86_64',
      'at most 16.20.2'
    ],
    [
      'musl',
      { machine: 'x86_64', libc: 'musl' },
      'this host has x86_64 and musl',
      'Node.js 22.1.0 for x86_64 and glibc',
      'need glibc'
    ],
    ['a C library that no build knows', { ...el6, glibc: '2.5' }, 'glibc 2.5', 'glibc 2.28', 'none that is official']
  ])('%s is refused with both named, and what would do', (_, host, ...texts) => {
    const { refused } = load([fakeNode('n22', { version: '22.1.0' })], host)
    for (const text of texts) expect(refused).toContain(text)
  })

  test('a build for musl is refused by a host with glibc', () => {
    const musl = fakeNode('musl', { loader: '/lib/ld-musl-x86_64.so.1', glibc: [] })
    expect(load([musl], el8).refused).toContain('Node.js 18.20.8 for x86_64 and musl')
  })
})
