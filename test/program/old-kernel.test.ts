import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ownArchitecture } from '../../tools/program/architectures.ts'
import { outcomeOf } from '../golden/lay-root.ts'
import { loadCases } from '../golden/load-cases.ts'
import { probeProgram } from '../support/probe-program.ts'
import { moduleCommand } from '../support/run-module.ts'
import { conformance } from '../unit/system/judge.ts'

const scratch = mkdtempSync(join(tmpdir(), 'nic-bonding-old-kernel-'))
const launcher = join(scratch, 'old-kernel')
/** The table of system calls is that of x86_64; of the other architectures Linux 2.6.18 knows none that is still supported. */
const because = process.arch === 'x64' ? '' : ' (skipped: the table is the one of x86_64)'

beforeAll(() => {
  const source = join(import.meta.dirname, 'old-kernel.c')
  const done = spawnSync('gcc', ['-O1', '-Wall', '-Wextra', '-Werror', '-o', launcher, source], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`old-kernel.c: ${done.error?.message ?? done.stderr}`)
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe.skipIf(because !== '')(`Linux 2.6.18, whose newest system call is move_pages${because}`, () => {
  test('the launcher lets old calls pass, answers ENOSYS to newer ones and EINVAL to newer flags', () => {
    const probe = `
import ctypes, errno, json, sys
libc = ctypes.CDLL(None, use_errno=True)
def answer(*words):
    ctypes.set_errno(0)
    return 'done' if libc.syscall(*words) >= 0 else errno.errorcode[ctypes.get_errno()]
print(json.dumps([answer(*words) for words in json.loads(sys.argv[1])]))`
    // Their numbers: getpid, openat, move_pages; utimensat, dup3, getrandom, openat2, getpid as x32; socket, fcntl.
    const [cloexec, dupfdCloexec] = [0o2000000, 1030]
    const old = [[39], [257, -100, 0, 0], [279, 0, 0, 0, 0, 0, 0], [41, 2, 1, 0], [72, 0, 1]]
    const newer = [[280, -100, 0, 0, 0], [292, 0, 9, 0], [318, 0, 0, 0], [437, 0, 0, 0, 0], [0x40000000 + 39]]
    const flags = [
      [41, 2, 1 + cloexec, 0],
      [53, 1, 1 + cloexec, 0, 0],
      [72, 0, dupfdCloexec, 0]
    ]
    const words = ['-S', '-c', probe, JSON.stringify([...old, ...newer, ...flags])]
    const { stdout, stderr } = spawnSync(launcher, ['/usr/bin/python3', ...words], { encoding: 'utf8' })
    expect(stderr).toBe('')
    const expected = [
      ...['done', 'EFAULT', 'done', 'done', 'done'],
      ...newer.map(() => 'ENOSYS'),
      ...flags.map(() => 'EINVAL')
    ]
    expect(JSON.parse(stdout)).toEqual(expected)
  })

  test('the commands that a program starts run as usual', () => {
    const words = ['/usr/bin/env', 'sh', '-c', 'echo a | cat; exit 3']
    expect(spawnSync(launcher, words, { encoding: 'utf8' })).toMatchObject({ status: 3, stdout: 'a\n', stderr: '' })
  })

  conformance('the program on such a kernel', async () => [
    launcher,
    ...(await probeProgram('old-kernel', ownArchitecture()))
  ])

  test.each(loadCases().map(golden => [`${golden.module}: ${golden.name}`, golden] as const))('%s', (_, golden) => {
    const root = join(scratch, 'root')
    const command = moduleCommand(golden.module, 'program')
    const expected = outcomeOf(golden, root, command)
    expect(expected.files).toEqual(golden.after)
    expect(outcomeOf(golden, root, [launcher, ...command])).toEqual(expected)
  })
})
