import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { architectures, platforms } from '../../tools/program/architectures.ts'
import { programOf } from '../support/run-module.ts'

/** What the issue asks for at most, in bytes. */
const largest = 1_900_000

const machines = { x86_64: 62, aarch64: 183, ppc64le: 21, s390x: 22 } as const

const built = architectures.filter(name => existsSync(programOf(name)))
const missing = architectures.filter(name => !built.includes(name))

test(`this machine's program is built${missing.length === 0 ? '' : ` (not looked at: ${missing.join(' ')})`}`, () => {
  expect(built.length).toBeGreaterThan(0)
})

interface Segment {
  readonly type: string
  readonly flags: string
  readonly align: number
}

function readelf(architecture: (typeof architectures)[number], ...options: readonly string[]): string {
  const done = spawnSync('readelf', ['--wide', ...options, programOf(architecture)], { encoding: 'utf8' })
  expect(done.status).toBe(0)
  return done.stdout
}

function segmentsOf(architecture: (typeof architectures)[number]): readonly Segment[] {
  const row = /^ {2}([A-Z_]+) +0x\w+ 0x\w+ 0x\w+ 0x\w+ 0x\w+ ([RWE ]{3}) (0x\w+|0)$/gm
  return [...readelf(architecture, '--program-headers').matchAll(row)].map(([, type = '', flags = '', align = '']) => ({
    type,
    flags: flags.trim(),
    align: Number(align)
  }))
}

describe.each(built)('%s', architecture => {
  const segments = segmentsOf(architecture)
  const dynamic = readelf(architecture, '--dynamic')
  const bytes = readFileSync(programOf(architecture))

  test('is an executable for this machine in its byte order', () => {
    const little = platforms[architecture].byteOrder === 'LE'
    expect(bytes[5]).toBe(little ? 1 : 2)
    expect(little ? bytes.readUInt16LE(18) : bytes.readUInt16BE(18)).toBe(machines[architecture])
  })

  test('is static and runs at any address: no interpreter, no library', () => {
    expect(readelf(architecture, '--file-header')).toMatch(/Type: +DYN \(Position-Independent Executable file\)/)
    expect(segments.some(({ type }) => type === 'INTERP')).toBe(false)
    expect(dynamic).not.toContain('(NEEDED)')
    expect(dynamic).not.toMatch(/\((?:RPATH|RUNPATH|TEXTREL)\)/)
  })

  test('has no segment that is writable and executable, and no executable stack', () => {
    expect(segments.filter(({ type }) => type === 'LOAD').length).toBeGreaterThan(2)
    for (const { type, flags } of segments) expect(/W.*E/.test(flags), `${type} ${flags}`).toBe(false)
    expect(segments.find(({ type }) => type === 'GNU_STACK')?.flags).toBe('RW')
  })

  test('has its tables read-only once it runs', () => {
    expect(segments.find(({ type }) => type === 'GNU_RELRO')?.flags).toBe('R')
    expect(dynamic).toContain('BIND_NOW')
    expect(dynamic).toMatch(/\(FLAGS_1\) +Flags: NOW PIE/)
  })

  test('has its segments on the bounds of the largest pages', () => {
    const loads = segments.filter(({ type }) => type === 'LOAD')
    for (const { align } of loads) expect(align).toBeGreaterThanOrEqual(platforms[architecture].page)
  })

  test('has no symbols, no build id and no path of the machine that built it', () => {
    expect(readelf(architecture, '--sections')).not.toMatch(/\.symtab|\.debug|\.note\.gnu\.build-id/)
    for (const text of ['/.cache/', '/home/', '/root/', process.cwd()]) expect(bytes.includes(text), text).toBe(false)
  })

  test('is small', () => {
    expect(statSync(programOf(architecture)).size).toBeLessThan(largest)
  })
})
