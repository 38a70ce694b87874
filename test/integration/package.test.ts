import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../tools/setup/shell.mjs'
import { copySources } from '../support/copy-sources.ts'
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
}, 900_000)
afterAll(() => bench?.close())

test('two builds in different folders give the same tarball, byte for byte', ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const [one, other] = tarballs.map(file => crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex'))
  expect(one).toMatch(/^[0-9a-f]{64}$/)
  expect(other).toBe(one)
})

test('and the same release: programs, RPMs, lists, licences and SBOM', ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const [one = '', other] = tarballs.map(file =>
    fs.readFileSync(path.join(path.dirname(file), 'release/SHA256SUMS'), 'utf8')
  )
  expect(one.trim().split('\n')).toHaveLength(3 + 4 * 3)
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
    'playbooks/report.yml',
    'playbooks/revert.yml',
    'playbooks/rollout.yml',
    'playbooks/templates/report/page.html.j2',
    'playbooks/templates/report/script.js',
    'docs/bare-hosts.md',
    'docs/benchmarks.md',
    'docs/bonding-options.md',
    'docs/life-of-a-change.md',
    'docs/report.md',
    'docs/rollout.md',
    'docs/see-and-prove.md'
  ]
  expect(names).toEqual(expect.arrayContaining(wanted))
  expect(names.filter(name => name.includes('__pycache__'))).toEqual([])
})

describe.for(versions)('ansible-core %s', version => {
  test('installs the tarball into an empty folder, and a play from there writes the files', {
    timeout: 90_000
  }, async ({ skip }) => {
    const reason = skipReason ?? versionSkipReason(version)
    skip(reason !== undefined, reason)
    const collections = fs.mkdtempSync(path.join(bench.folder, 'collections-'))
    const roots = fs.mkdtempSync(path.join(bench.folder, 'roots-'))
    const { 'direct-pipelined': host = {} } = hostsOf(bench)
    const project = makeProject(bench, { version, collections, hosts: { host } })
    const install = ['collection', 'install', tarballs[0] ?? '', '--offline', '-p', collections]
    const installed = await runAnsible(project, 'ansible-galaxy', install)
    expect(installed.rc, installed.stdout + installed.stderr).toBe(0)

    const task = { 'nic.bonding.bond': { ...guideOptions, root: roots } }
    const playbook = writePlaybook(project, [{ hosts: 'all', gather_facts: false, tasks: [task] }])
    const played = await runAnsible(project, 'ansible-playbook', [playbook])
    expect(onlyResult(played, 'host', 'nic.bonding.bond')).toMatchObject({ status: 'ok', result: { changed: true } })
    expect(readTree(roots)).toMatchObject(guideFiles)

    const verified = await runAnsible(project, 'ansible-galaxy', ['collection', 'verify', '--offline', 'nic.bonding'])
    expect(verified.rc, verified.stdout + verified.stderr).toBe(0)
  })
})

/** Makes the tarball in a folder with the sources and returns its path. */
function makeTarball(folder: string): string {
  const env = { ...process.env, SOURCE_DATE_EPOCH: '0' }
  run(path.join(folder, 'node_modules/.bin/tsx'), ['tools/package.ts'], { cwd: folder, env })
  const build = path.join(folder, 'build')
  const [tarball] = fs.readdirSync(build).filter(name => /^nic-bonding-[\d.]+\.tar\.gz$/.test(name))
  if (tarball === undefined) throw new Error(`no tarball in ${build}`)
  return path.join(build, tarball)
}
