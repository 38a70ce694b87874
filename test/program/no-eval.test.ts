import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownArchitecture } from '../../tools/program/architectures.ts'
import { bundleModules } from '../../tools/program/bundle.ts'
import { buildProgram } from '../../tools/program.ts'

const checkout = join(import.meta.dirname, '../..')
const fixtures = relative(checkout, join(import.meta.dirname, 'fixtures'))
let folder = ''
let program = ''

/** The C layer and the engine as they ship, with modules of this test in the place of ours. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nic-bonding-no-eval-'))
  program = join(folder, `probe-${process.pid}`)
  const files = ['imports', 'probe'].map(name => `${fixtures}/${name}.ts`)
  await buildProgram(await bundleModules(files, join(folder, 'modules')), ownArchitecture(), program)
}, 300_000)

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  rmSync(join(checkout, 'build/program/parts', `probe-${process.pid}`), { recursive: true, force: true })
})

function run(module: string): { readonly [key: string]: unknown } {
  const done = spawnSync(program, [module], { encoding: 'utf8' })
  expect(done.stderr).toBe('')
  return JSON.parse(done.stdout)
}

test('no text becomes code, whichever way it is tried', () => {
  const { outcomes, wide } = run('probe')
  expect(outcomes).toEqual({
    eval: 'eval is not supported',
    Function: 'eval is not supported',
    'constructor of a function': 'eval is not supported',
    'constructor of a generator': 'eval is not supported',
    'constructor of an async function': 'eval is not supported'
  })
  expect(wide).toEqual([])
})

test('no module comes from a file', () => {
  const { failed, msg } = run('imports')
  expect(failed).toBe(true)
  expect(msg).toContain('this program has no module /etc/elsewhere.js')
})
