import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { architectures, ownArchitecture, platforms } from '../../tools/program/architectures.ts'
import { buildPrograms } from '../../tools/program.ts'
import { findCommand } from '../../tools/setup/shell.mjs'
import { outcomeOf } from '../golden/lay-root.ts'
import { loadCases } from '../golden/load-cases.ts'
import { isLong } from '../support/long.ts'
import { probeProgram } from '../support/probe-program.ts'
import { moduleCommand, programOf } from '../support/run-module.ts'
import { conformance } from '../unit/system/judge.ts'

const all = loadCases()
/** About forty, of every module; `npm run test:long` runs each. */
const cases = isLong ? all : all.filter((_, index) => index % 11 === 0)

const emulated = architectures
  .filter(architecture => architecture !== ownArchitecture())
  .map(architecture => ({ architecture, emulator: findCommand(`qemu-${architecture}`) ?? '' }))
const missing = emulated.filter(({ emulator }) => emulator === '').map(({ architecture }) => `qemu-${architecture}`)
const because = missing.length === 0 ? '' : ` (skipped: ${missing.join(' ')} is missing; install Debian's qemu-user)`

const scratch = mkdtempSync(join(tmpdir(), 'nic-bonding-architectures-'))
const root = join(scratch, 'root')

beforeAll(async () => {
  if (because === '') await buildPrograms(emulated.map(({ architecture }) => architecture))
}, 1_200_000)

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test('the other architectures are three, one of them big-endian', () => {
  expect(emulated).toHaveLength(3)
  expect(emulated.map(({ architecture }) => platforms[architecture].byteOrder)).toContain('BE')
})

describe.skipIf(because !== '').each(emulated)(`$architecture, emulated${because}`, ({ architecture, emulator }) => {
  const program = programOf(architecture)

  test.each(cases.map(golden => [`${golden.module}: ${golden.name}`, golden] as const))('%s', (_, golden) => {
    const expected = outcomeOf(golden, root, moduleCommand(golden.module))
    expect(expected.files).toEqual(golden.after)
    expect(outcomeOf(golden, root, [emulator, program, golden.module])).toEqual(expected)
  })

  /**
   * qemu-user 7.2 leaves the last attribute of a netlink message in the kernel's byte order when it is empty (linux-user/fd-trans.c,
   * host_to_target_for_each_rtattr), so that musl's getifaddrs does not find the end on the other byte order.
   */
  const { byteOrder } = platforms[architecture]
  const except = byteOrder !== platforms[ownArchitecture()].byteOrder ? 'addresses of devices' : undefined
  conformance(
    `the program for ${architecture}`,
    async () => [emulator, ...(await probeProgram(architecture, architecture))],
    { byteOrder, except }
  )
})
