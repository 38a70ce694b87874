import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { program } from '../support/run-module.ts'
import { readTree } from '../support/tree.ts'

const scripts = 'etc/sysconfig/network-scripts'
let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'nic-bonding-limits-'))
  mkdirSync(join(root, scripts), { recursive: true })
  writeFileSync(join(root, scripts, 'ifup-eth'), '')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Runs a module; whatever comes, it must be one JSON object. */
function run(
  module: string,
  input: string,
  command: readonly [string, ...string[]] = [program]
): { readonly [key: string]: unknown } {
  const [name, ...words] = command
  const done = spawnSync(name, [...words, module], { input, encoding: 'utf8', maxBuffer: 2 ** 27 })
  expect(done.signal).toBeNull()
  expect(done.stderr).toBe('')
  const result = JSON.parse(done.stdout)
  expect(done.status).toBe(result.failed === true ? 1 : 0)
  return result
}

const nested = (open: string, close: string, depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`

describe('arguments that ask for too much end in a message', () => {
  test.each([
    ['100,000 lists that are never closed', '['.repeat(100_000)],
    ['100,000 lists', nested('[', ']', 100_000)],
    ['100,000 dicts', nested('{"a":', '}', 100_000)],
    ['100,000 lists in an option', `{"name":${nested('[', ']', 100_000)}}`],
    ...[40, 1000, 5000, 10_000, 20_000].map(depth => [
      `${depth} levels`,
      `{"name":"bond0","ports":["eth0"],"ifcfg":${nested('{"a":', '}', depth)}}`
    ])
  ])('%s', (_, input) => {
    expect(run('bond', input).msg).toBe('arguments: are nested too deeply; no option takes more than ten levels')
  })

  test('a value of 1 MB is cut in the message', () => {
    const { msg } = run('bond', JSON.stringify({ name: 'x'.repeat(1_000_000), ports: ['eth0'] }))
    expect(String(msg)).toMatch(/^name: "xx.*is refused/)
    expect(String(msg).length).toBeLessThan(1000)
  })

  test('a list of a million items', () => {
    expect(run('bond', `[${'0,'.repeat(1_000_000)}0]`).msg).toContain('JSON object')
  })

  test('more memory than the limit', () => {
    const { msg, exception } = run('bond', `{"name":"${'\u20ac'.repeat(100_000_000)}"}`)
    expect(msg).toMatch(/^nic\.bonding\.bond: out of memory: /)
    expect(exception).toBeUndefined()
  })
})

describe('a host that has little to give', () => {
  const task = (_ansible_check_mode = true): string =>
    JSON.stringify({ name: 'bond0', ports: ['eth0'], mode: 1, miimon: 100, root, _ansible_check_mode })

  test.each([256, 1024, 4096])('%i KiB of stack do', size => {
    const limited = ['/bin/sh', '-c', `ulimit -s ${size}; exec "$0" "$@"`, program] as const
    expect(run('bond', task(), [...limited]).changed).toBe(true)
    expect(run('bond', nested('[', ']', 100_000), [...limited]).msg).toContain('nested too deeply')
  })

  /** As `ulimit -v` limits it, in KiB: all of it, the program itself included. */
  const withMemory = (size: number): readonly [string, ...string[]] => [
    '/bin/sh',
    '-c',
    `ulimit -v ${size}; exec "$0" "$@"`,
    program
  ]

  test('8 MB of memory do, with the program in them', () => {
    expect(run('bond', task(), withMemory(8192))).toEqual(run('bond', task()))
  })

  test.each(Array.from({ length: 20 }, (_, index) => 2400 + 50 * index).concat(3600, 4000, 4400, 4800, 5200))(
    '%i KiB of memory end in the right result or in a failed one, never in half of one',
    size => {
      const result = run('bond', task(), withMemory(size))
      if (result.failed !== true) expect(result).toEqual(run('bond', task()))
      expect(result.msg ?? '').not.toMatch(/bug|Unexpected/)
    }
  )

  test.each([0, 10, 100, 400])('files of at most %i bytes: a message, and nothing is left', size => {
    const before = readTree(root)
    const { msg } = run('bond', task(false), ['prlimit', `--fsize=${size}`, program])
    expect(msg).toContain('EFBIG')
    expect(readTree(root)).toEqual(before)
  })

  /** With a small environment: the kernel puts that into the stack, and ends a process for which it is too large. */
  const withStack = (limits: string): readonly [string, ...string[]] => [
    ...(['env', '-i', `PATH=${process.env.PATH}`] as const),
    ...(process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-all'] : []),
    ...['prlimit', `--stack=${limits}`, program]
  ]

  test.each([12, 16, 32, 64, 128])('%i KiB of stack that may be raised do', size => {
    expect(run('bond', task(), withStack(`${size * 1024}:`)).changed).toBe(true)
  })

  test.each([12, 16, 32, 64, 128])('%i KiB of stack that may not be raised end in a message', size => {
    expect(run('bond', task(), withStack(`${size * 1024}:${size * 1024}`)).msg).toMatch(
      /^the stack is limited to less than 256 kB; raise/
    )
  })
})

describe('files that are not as they should be', () => {
  test.each([
    ['a line of 2 MB', `DEVICE=eth0\nX="${'x'.repeat(2_000_000)}"\n`],
    ['5,000 lines', `DEVICE=eth0\n${'A=b\n'.repeat(5000)}`],
    ['one word that is continued 5,000 times', `DEVICE=eth0\nX=${'a\\\n'.repeat(5000)}\n`],
    ['5,000 quotes', `DEVICE=eth0\nX=${"'a'".repeat(5000)}\n`]
  ])('%s: a result, or a message that is no bug', (_, text) => {
    writeFileSync(join(root, scripts, 'ifcfg-eth0'), text)
    const { exception } = run(
      'bond',
      JSON.stringify({ name: 'bond0', ports: ['eth0'], mode: 1, miimon: 100, root, _ansible_check_mode: true })
    )
    expect(exception).toBeUndefined()
    expect(readFileSync(join(root, scripts, 'ifcfg-eth0'), 'utf8')).toBe(text)
  })
})
