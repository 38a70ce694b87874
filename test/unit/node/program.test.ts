import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256Of } from '../../../tools/setup/npm-node.mjs'
import { checkout } from '../../../tools/setup/shell.mjs'
import { type Asked, fakeProgram } from './fake-program.ts'
import { type File, loadProgram, type Program } from './load-program.ts'

const node = process.execPath
let scratch: string
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'nic-bonding-program-'))
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
const load = (files: readonly File[]): Program => loadProgram(scratch, files)
const fakeNode = (name: string, asked?: Asked): File => fakeProgram(scratch, name, asked)
test('a real program: version, machine, and the newest version of glibc that stands in it', () => {
  const program = load([{ src: node, sha256: sha256Of(node) }])
  const minors = [...readFileSync(node, 'latin1').matchAll(/\0GLIBC_2\.(\d+)(?:\.\d+)?(?=\0)/g)].map(match =>
    Number(match[1])
  )
  expect(program).toMatchObject({
    version: process.versions.node,
    machine: process.arch === 'arm64' ? 'aarch64' : 'x86_64',
    glibc: `2.${Math.max(...minors)}`,
    sha256: sha256Of(node)
  })
})

describe('out of a file', () => {
  test('a tarball as nodejs.org has it gives its bin/node alone, by gzip and xz', () => {
    const { src } = fakeNode('plain')
    const folder = join(scratch, 'node-v18.20.8-linux-x64')
    mkdirSync(join(folder, 'bin'), { recursive: true })
    cpSync(src, join(folder, 'bin/node'))
    writeFileSync(join(folder, 'README.md'), 'x')
    for (const [flag, name] of [
      ['-z', 'gz'],
      ['-J', 'xz']
    ] as const) {
      const tarball = join(scratch, `node-v18.20.8-linux-x64.tar.${name}`)
      spawnSync('tar', ['-C', scratch, flag, '-cf', tarball, 'node-v18.20.8-linux-x64'])
      const program = load([{ src: tarball, sha256: sha256Of(tarball) }])
      expect(program.sha256).toBe(sha256Of(src))
      expect(readFileSync(program.file ?? '').equals(readFileSync(src))).toBe(true)
    }
  })

  test('SHASUMS256.txt beside it is its checksum, as sha256sum writes it', () => {
    const folder = join(scratch, 'sums')
    mkdirSync(folder)
    cpSync(fakeNode('listed').src, join(folder, 'node-v18'))
    const src = join(folder, 'node-v18')
    const sums = join(folder, 'SHASUMS256.txt')
    writeFileSync(sums, spawnSync('sha256sum', ['node-v18'], { cwd: folder, encoding: 'utf8' }).stdout)
    expect(load([{ src }]).version).toBe('18.20.8')
    writeFileSync(sums, `${'0'.repeat(64)}  node-v18\n`)
    expect(load([{ src }]).refused).toMatch(
      /its SHA-256 is [0-9a-f]{64}, but the one in .*SHASUMS256\.txt is 0{64}: fetch it again/
    )
    writeFileSync(sums, `${'0'.repeat(64)}  other\n`)
    expect(load([{ src }]).refused).toContain('nothing says what its SHA-256 should be')
  })

  test.each([
    ['a text', Buffer.from('#!/bin/sh\n'), /no program for Linux/],
    ['nothing', Buffer.alloc(0), /it is empty/],
    ['a program that was cut off', readFileSync(node).subarray(0, 300), /no whole program for Linux/],
    ['another program', readFileSync('/bin/sh'), /does not say its version/],
    ['a broken gzip', gzipSync(Buffer.alloc(5000)).subarray(0, 30), /there is no bin\/node in it/]
  ])('%s is refused', (_, bytes, message) => {
    const src = join(scratch, 'wrong')
    writeFileSync(src, bytes)
    expect(load([{ src, sha256: sha256Of(src) }]).refused).toMatch(message)
  })

  test('a tarball without bin/node, a version before 10 and a file that is not there are refused', () => {
    const tarball = join(scratch, 'sources.tar.gz')
    spawnSync('tar', ['-C', checkout, '-czf', tarball, 'LICENSE'])
    expect(load([{ src: tarball, sha256: sha256Of(tarball) }]).refused).toContain('there is no bin/node in it')
    expect(load([fakeNode('old', { version: '8.17.0' })]).refused).toContain(
      'it is Node.js 8.17.0; the modules need 10 or newer'
    )
    expect(load([{ src: '/nonexistent', sha256: '0' }]).refused).toContain('cannot be read')
  })
})
