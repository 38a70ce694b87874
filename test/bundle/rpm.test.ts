import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRpm, type Packed, packagedPath } from '../../tools/rpm.ts'
import { sha256 } from '../../tools/sbom/components.ts'
import { releaseDate } from '../../tools/sbom.ts'
import { checkout, findCommand, run } from '../../tools/setup/shell.mjs'
import { program as built } from '../support/run-module.ts'

const skipReason = findCommand('rpmbuild') === undefined ? 'rpmbuild is not installed (Debian package rpm)' : undefined
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-rpm-test-'))
const notices = path.join(checkout, 'build/program')
const ownArchitecture = path.basename(built).replace('nic-bonding-', '')
const architectures = ['x86_64', 'aarch64', 'ppc64le', 's390x']
const version: string = JSON.parse(fs.readFileSync(path.join(checkout, 'package.json'), 'utf8')).version
let rpm = ''

beforeAll(() => {
  if (skipReason === undefined) rpm = makeRpm(packed(ownArchitecture), folder)
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

test('the package has the program, its licences and its SBOM, for root, and nothing else', ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const format = '[%{FILEMODES:perms} %{FILEUSERNAME} %{FILEGROUPNAME} %{FILENAMES}\\n]'
  expect(query(['--queryformat', format]).trim().split('\n')).toEqual([
    'drwxr-xr-x root root /usr/libexec/nic-bonding',
    `-rwxr-xr-x root root ${packagedPath}`,
    'drwxr-xr-x root root /usr/share/doc/nic-bonding',
    '-rw-r--r-- root root /usr/share/doc/nic-bonding/sbom.spdx.json',
    'drwxr-xr-x root root /usr/share/licenses/nic-bonding',
    '-rw-r--r-- root root /usr/share/licenses/nic-bonding/licenses.txt'
  ])
})

test('it requires nothing but the rpm of EL6, and has no scriptlets or triggers', ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  // rpm 4.8 knows each of these features (`rpm --showrc`), gzip, and SHA-256 of files, which is number 8 (RFC 4880, 9.4).
  expect(query(['--requires']).trim().split('\n')).toEqual([
    'rpmlib(CompressedFileNames) <= 3.0.4-1',
    'rpmlib(FileDigests) <= 4.6.0-1',
    'rpmlib(PayloadFilesHavePrefix) <= 4.0-1'
  ])
  expect(query(['--queryformat', '%{PAYLOADFORMAT} %{PAYLOADCOMPRESSOR} %{FILEDIGESTALGO}'])).toBe('cpio gzip 8')
  expect(query(['--scripts']) + query(['--triggers'])).toBe('')
})

test('the program in it is the very file that was built, and runs', ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const unpacked = fs.mkdtempSync(path.join(folder, 'unpacked-'))
  const archive = execFileSync('rpm2cpio', [rpm], { maxBuffer: 2 ** 26 })
  execFileSync('cpio', ['--extract', '--make-directories', '--quiet'], { cwd: unpacked, input: archive })
  const program = path.join(unpacked, packagedPath)
  const source = sha256(fs.readFileSync(built))
  expect(sha256(fs.readFileSync(program))).toBe(source)
  expect(run(program, ['--version'])).toContain(`nic-bonding ${version}, QuickJS-ng `)
  expect(query(['--queryformat', '[%{FILEDIGESTS} %{FILENAMES}\\n]'])).toContain(`${source} ${packagedPath}\n`)
})

describe.for(architectures)('%s', architecture => {
  test('the same files give the same package, byte for byte, whoever builds it', ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const [one, other] = ['one', 'other'].map(name => {
      const place = path.join(folder, `${architecture}-${name}`)
      fs.mkdirSync(place)
      // What is in it does not matter here: every architecture is packed on a machine of any.
      const made = makeRpm({ ...packed(ownArchitecture), architecture }, place)
      return fs.readFileSync(made)
    })
    expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true)
    const made = path.join(folder, `${architecture}-one/nic-bonding-${version}-1.${architecture}.rpm`)
    const facts = '%{NAME} %{VERSION} %{ARCH} %{BUILDHOST} %{BUILDTIME}'
    expect(run('rpm', ['-qp', '--queryformat', facts, made])).toBe(
      `nic-bonding ${version} ${architecture} reproducible ${Date.parse(releaseDate(version)) / 1000}`
    )
  })
})

function packed(architecture: string): Packed {
  return {
    program: built,
    licenses: path.join(notices, 'licenses.txt'),
    sbom: path.join(notices, 'sbom.spdx.json'),
    architecture,
    version
  }
}

function query(args: readonly string[]): string {
  return run('rpm', ['-qp', ...args, rpm])
}
