import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { pythonTool } from '../../tools/setup/python-tools.mjs'
import { checkout, run } from '../../tools/setup/shell.mjs'
import { versionSkipReason } from './bench/ansible.ts'

const skipReason =
  versionSkipReason('newest') ??
  (pythonTool('antsibull-changelog') === undefined ? 'no antsibull-changelog' : undefined)

/** A clone, so that nothing of a release touches this checkout. */
const clone = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-release-'))
beforeAll(() => {
  run('git', ['clone', '--quiet', checkout, clone])
  fs.symlinkSync(path.join(checkout, 'node_modules'), path.join(clone, 'node_modules'))
  fs.appendFileSync(path.join(clone, '.git/info/exclude'), 'node_modules\n')
})
afterAll(() => fs.rmSync(clone, { recursive: true, force: true }))

test('a release is one command: version, changelog, tarball, checksums', { timeout: 900_000 }, ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const done = release('1.2.3')
  expect(done.stderr).toBe('')
  expect(done.stdout).toMatch(/^[0-9a-f]{64} {2}nic-bonding-1\.2\.3\.tar\.gz$/m)
  expect(done.stdout).toContain('ansible-galaxy collection publish build/release/nic-bonding-1.2.3.tar.gz')
  expect(parse(read('collection/galaxy.yml')).version).toBe('1.2.3')
  expect(JSON.parse(read('package.json')).version).toBe('1.2.3')
  const lock = JSON.parse(read('package-lock.json'))
  expect([lock.version, lock.packages[''].version]).toEqual(['1.2.3', '1.2.3'])
  const foreign = JSON.parse(fs.readFileSync(path.join(checkout, 'package-lock.json'), 'utf8'))
  expect({ ...lock, version: '', packages: { ...lock.packages, '': 0 } }).toEqual({
    ...{ ...foreign, version: '', packages: { ...foreign.packages, '': 0 } }
  })
  expect(read('README.md')).toContain('nic-bonding-1.2.3.tar.gz')
  expect(read('docs/bare-hosts.md')).toContain('rpm -i nic-bonding-1.2.3-1.x86_64.rpm')
  expect(read('collection/CHANGELOG.rst')).toMatch(/^v1\.2\.3\n=+$[\s\S]*^Major Changes$/m)
  expect(fs.readdirSync(path.join(clone, 'collection/changelogs/fragments'))).toEqual([])
  const build = path.join(clone, 'build/release')
  const verified = run('sha256sum', ['-c', 'SHA256SUMS'], { cwd: build })
  for (const name of [
    'nic-bonding-1.2.3.tar.gz',
    'nic-bonding-s390x',
    'nic-bonding-1.2.3-1.ppc64le.rpm',
    'sbom.spdx.json'
  ])
    expect(verified).toContain(`${name}: OK\n`)
  const listed = run('tar', ['-tzf', 'nic-bonding-1.2.3.tar.gz'], { cwd: build }).split('\n')
  for (const file of ['CHANGELOG.rst', 'changelogs/changelog.yaml', 'SECURITY.md', 'tests/sanity/ignore-2.14.txt'])
    expect(listed).toContain(file)
})

test('what is not to be released is refused in one line', { timeout: 60_000 }, ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  expect(release('1.2').stderr).toBe('release: usage: npm run release -- X.Y.Z\n')
  expect(release('1.2.4').stderr).toBe('release: the checkout has changes; commit them first\n')
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org']
  run('git', ['add', '--all'], { cwd: clone })
  run('git', [...author, 'commit', '--quiet', '--message', 'Release'], { cwd: clone })
  expect(release('1.2.3').stderr).toBe('release: 1.2.3 is not newer than 1.2.3, which is released\n')
  expect(release('1.2.2').stderr).toBe('release: 1.2.2 is not newer than 1.2.3, which is released\n')
})

function release(version: string) {
  return spawnSync('npm', ['run', '--silent', 'release', '--', version], { cwd: clone, encoding: 'utf8' })
}

function read(file: string): string {
  return fs.readFileSync(path.join(clone, file), 'utf8')
}
