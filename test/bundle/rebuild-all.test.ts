import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkout, run } from '../../tools/setup/shell.mjs'

const skipReason = process.getuid?.() === 0 ? undefined : 'a namespace without a network needs root on this machine'
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-rebuild-all-'))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

test('everything in a release is built from source without a network: the same bytes', { timeout: 5_400_000 }, ({
  skip
}) => {
  skip(skipReason !== undefined, skipReason)
  run('npm', ['run', '--silent', 'package'], { cwd: checkout })
  const sums = path.join(folder, 'SHA256SUMS')
  fs.copyFileSync(path.join(checkout, 'build/release/SHA256SUMS'), sums)
  rebuilt('--fetch', path.join(folder, 'inputs'))
  const told = rebuilt(path.join(folder, 'inputs'), sums)
  for (const name of ['nic-bonding-s390x', 'nic-bonding-aarch64.trust', 'sbom.spdx.json'])
    expect(told).toContain(`${name}: OK\n`)
  expect(told).toMatch(/rebuild: the same bytes\n$/)
})

function rebuilt(...args: readonly string[]): string {
  const done = spawnSync('sh', [path.join(checkout, 'program/rebuild.sh'), ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26
  })
  expect(done.status, done.stdout + done.stderr).toBe(0)
  return done.stdout
}
