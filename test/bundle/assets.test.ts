import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collectAssets } from '../../tools/release/collect-assets.ts'
import { sha256 } from '../../tools/sbom/components.ts'
import { findCommand, run } from '../../tools/setup/shell.mjs'

const skipReason = findCommand('rpmbuild') === undefined ? 'rpmbuild is not installed (Debian package rpm)' : undefined
const architectures = ['x86_64', 'aarch64', 'ppc64le', 's390x']
const version = '7.8.9'
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-assets-'))
const [one, other] = [path.join(folder, 'one'), path.join(folder, 'another one')]

beforeAll(() => {
  if (skipReason !== undefined) return
  const programs = path.join(folder, 'program')
  const tarball = path.join(folder, `nic-bonding-${version}.tar.gz`)
  fs.mkdirSync(programs)
  fs.writeFileSync(tarball, 'a tarball')
  for (const name of ['licenses.txt', 'sbom.spdx.json']) fs.writeFileSync(path.join(programs, name), name)
  for (const name of architectures) fs.writeFileSync(path.join(programs, `nic-bonding-${name}`), `program ${name}`)
  for (const place of [one, other]) collectAssets({ tarball, programs, architectures, version }, place)
}, 60_000)
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

test('a release has SHA256SUMS of everything in it, which sha256sum verifies', ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const ours = architectures.flatMap(name => [
    `nic-bonding-${name}`,
    `nic-bonding-${name}.trust`,
    `nic-bonding-${version}-1.${name}.rpm`
  ])
  const shared = [
    `nic-bonding-${version}.tar.gz`,
    `nic-bonding-${version}-source.tar.gz`,
    'licenses.txt',
    'sbom.spdx.json'
  ]
  const all = [...ours, ...shared].sort()
  expect(fs.readdirSync(one).sort()).toEqual(['SHA256SUMS', ...all].sort())
  const verified = run('sha256sum', ['-c', 'SHA256SUMS'], { cwd: one })
  expect(verified.trim().split('\n').sort()).toEqual(all.map(name => `${name}: OK`).sort())
})

test('it is the same bytes in another folder', ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  expect(fs.readFileSync(path.join(other, 'SHA256SUMS'), 'utf8')).toBe(
    fs.readFileSync(path.join(one, 'SHA256SUMS'), 'utf8')
  )
})

test('the list for fapolicyd has the program where the collection puts it and where the RPM does', ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const hash = sha256('program ppc64le')
  expect(fs.readFileSync(path.join(one, 'nic-bonding-ppc64le.trust'), 'utf8')).toBe(
    `# nic.bonding ${version}, ppc64le: a list for /etc/fapolicyd/trust.d
/opt/nic-bonding/${hash.slice(0, 16)}/nic-bonding 15 ${hash}
/usr/libexec/nic-bonding/nic-bonding 15 ${hash}
`
  )
})

test('the sources in it are those of this checkout, and nothing that was built', ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const archive = path.join(one, `nic-bonding-${version}-source.tar.gz`)
  const names = run('tar', ['--list', '-f', archive]).trim().split('\n')
  expect(names).toContain(`nic-bonding-${version}/program/rebuild.sh`)
  expect(names).toContain(`nic-bonding-${version}/package-lock.json`)
  expect(names.filter(name => /\/(node_modules|build|\.git)\//.test(name))).toEqual([])
})
