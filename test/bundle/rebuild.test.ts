import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sha256 } from '../../tools/sbom/components.ts'
import { checkout } from '../../tools/setup/shell.mjs'
import { program } from '../support/run-module.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-rebuild-test-'))
const script = path.join(checkout, 'program/rebuild.sh')
const inputs = path.join(folder, 'inputs')
const sums = path.join(folder, 'SHA256SUMS')
const skipReason = process.getuid?.() === 0 ? undefined : 'a namespace without a network needs root on this machine'
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

test('the pinned packages are fetched, then the program is built from source without a network: the same bytes', {
  timeout: 1_500_000
}, ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  fs.writeFileSync(sums, `${sha256(fs.readFileSync(program))}  ${path.basename(program)}\n`)
  expect(rebuilt('--fetch', inputs)).toMatchObject({ status: 0 })
  expect(rebuilt('--only', path.basename(program), inputs, sums)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(`${path.basename(program)}: OK\nrebuild: the same bytes\n$`)
  })
})

test('what cannot be built or compared is refused', () => {
  expect(rebuilt('--only').status).toBe(2)
  const missing = rebuilt(path.join(folder, 'missing'), sums)
  expect(missing.stderr).toContain('missing is not a folder; fetch it first')
  expect(missing.status).not.toBe(0)
})

function rebuilt(...args: readonly string[]) {
  return spawnSync('sh', [script, ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 })
}
