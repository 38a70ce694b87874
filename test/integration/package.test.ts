import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkout, run } from '../../tools/setup/shell.mjs'
import { makeProject, onlyResult, runAnsible, versionSkipReason, versions, writePlaybook } from './bench/ansible.ts'
import { type Bench, openBench } from './bench/bench.ts'
import { hostsOf } from './bench/hosts.ts'
import { readTree } from './bench/tree.ts'
import { guideFiles, guideOptions } from './guide-files.ts'

const skipReason = versionSkipReason('newest')

let bench: Bench
/** The tarballs of two builds of the same sources in different folders. */
let tarballs: readonly string[] = []

beforeAll(async () => {
  bench = await openBench()
  if (skipReason !== undefined) return
  const one = path.join(bench.folder, 'one')
  const other = path.join(bench.folder, 'another', 'and deeper')
  copySources(one)
  fs.mkdirSync(path.dirname(other))
  run('cp', ['-a', '--reflink=auto', one, other])
  tarballs = [makeTarball(one), makeTarball(other)]
}, 180_000)
afterAll(() => bench?.close())

test('two builds in different folders give the same tarball, byte for byte', ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const [one, other] = tarballs.map(file => crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex'))
  expect(one).toMatch(/^[0-9a-f]{64}$/)
  expect(other).toBe(one)
})

test('the tarball holds neither owners nor times', ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const listing = run('tar', ['--list', '--verbose', '--numeric-owner', '--utc', '-f', tarballs[0] ?? ''])
  const lines = listing.split('\n').filter(line => line !== '')
  expect(lines.length).toBeGreaterThan(5)
  const plain = /^(drwxr-xr-x|-rw[-x]r-[-x]r-[-x]) 0\/0 +\d+ 1970-01-01 00:00 /
  expect(lines.filter(line => !plain.test(line))).toEqual([])
})

test('the tarball holds what runs on the controller, and what the README links to', ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const names = run('tar', ['--list', '-f', tarballs[0] ?? '']).split('\n')
  const wanted = [
    'plugins/action/network_apply.py',
    'plugins/action/put_node.py',
    'plugins/plugin_utils/node_program.py',
    'plugins/plugin_utils/shell/put.sh',
    'roles/node/files/find.sh',
    'playbooks/revert.yml',
    'docs/bare-hosts.md',
