import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownArchitecture } from '../../../tools/program/architectures.ts'
import { collectAssets } from '../../../tools/release/collect-assets.ts'
import { packagedPath } from '../../../tools/rpm.ts'
import { sha256 } from '../../../tools/sbom/components.ts'
import { fapolicyd } from '../../../tools/setup/fapolicyd.mjs'
import { checkout, findCommand } from '../../../tools/setup/shell.mjs'
import { blocksOf } from '../../support/doc-blocks.ts'
import { makeProject, onlyResult, type Project, runAnsible } from '../bench/ansible.ts'
import type { BareHost } from './bare-host.ts'
import { playSkipReason, useBareBench } from './bare-play.ts'
import { installFapolicyd, startDaemon } from './fapolicyd.ts'

const { bench, start } = useBareBench()
const page = path.join(checkout, 'docs/bare-hosts.md')
const blocks = blocksOf(page, 'sh').map(block => block.trim().split('\n'))
const commands = blocks.flat()
const version: string = JSON.parse(fs.readFileSync(path.join(checkout, 'package.json'), 'utf8')).version
const skipReason =
  playSkipReason('newest') ??
  (findCommand('rpmbuild') === undefined ? 'rpmbuild is not installed' : undefined) ??
  (fapolicyd() === undefined ? 'fapolicyd is not unpacked' : undefined) ??
  // The page names the files of the architecture that most hosts have.
  (ownArchitecture() === 'x86_64' ? undefined : `the page is about x86_64, and this machine is ${ownArchitecture()}`)

/** What a release has for this machine, and where its files lie when somebody has downloaded them. */
const release = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-page-'))
const programs = path.join(checkout, 'build/program')
let host: BareHost
let project: Project
let hash = ''
beforeAll(async () => {
  if (skipReason !== undefined) return
  const tarball = path.join(release, `nic-bonding-${version}.tar.gz`)
  fs.writeFileSync(tarball, 'a tarball')
  collectAssets({ tarball, programs, architectures: [ownArchitecture()], version }, path.join(release, 'files'))
  hash = sha256(fs.readFileSync(path.join(release, 'files/nic-bonding-x86_64')))
  host = await start()
  project = makeProject(bench(), { version: 'newest', hosts: { bare: host.vars } })
  fs.copyFileSync(path.join(project.folder, 'inventory.yml'), path.join(project.folder, 'inventory'))
}, 120_000)
afterAll(() => fs.rmSync(release, { recursive: true, force: true }))

test('the page has these commands, each of which a test runs', () => {
  expect(commands).toEqual([
    'ansible-playbook nic.bonding.program -i inventory',
    `rpm -i nic-bonding-${version}-1.x86_64.rpm`,
    'sha256sum -c SHA256SUMS',
    './nic-bonding-x86_64 --version',
    './nic-bonding-x86_64 --licenses',
    './nic-bonding-x86_64 --sbom',
    // test/bundle/rebuild.test.ts
    'program/rebuild.sh --fetch inputs',
    'program/rebuild.sh inputs SHA256SUMS',
    'program/rebuild.sh --only nic-bonding-x86_64 inputs SHA256SUMS',
    'ansible-playbook nic.bonding.program -i inventory -e program_state=trusted',
    'cp nic-bonding-x86_64.trust /etc/fapolicyd/trust.d/nic-bonding',
    'fapolicyd-cli --update',
    'ansible-playbook nic.bonding.program -i inventory -e program_state=absent --check --diff',
    'ansible-playbook nic.bonding.program -i inventory -e program_state=absent'
  ])
})

test('put, trust and remove the program', { timeout: 300_000 }, async ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const place = `/opt/nic-bonding/${hash.slice(0, 16)}/nic-bonding`
  const [put = '', trusted = '', dry = '', absent = ''] = commands.filter(line => line.startsWith('ansible-playbook'))
  expect(await played(put)).toContain(`${place} sha256 ${hash}`)
  expect(host.run(`${place} --version`)).toMatch(`nic-bonding ${version}, `)
  expect(await played(trusted)).toContain(`${place} sha256 ${hash}, fapolicyd: absent`)
  expect(await played(dry)).toContain(`removed ${path.dirname(place)}`)
  expect(fs.existsSync(host.at(place))).toBe(true)
  expect(await played(absent)).toContain('removed /opt/nic-bonding')
  expect(host.run('find / -xdev -name "*nic-bonding*"')).toBe('')
})

test('check what was downloaded', ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const [sums = '', ...tell] = commands.filter(line => /^(sha256sum|\.\/)/.test(line))
  expect(inRelease(sums)).toContain('nic-bonding-x86_64: OK\n')
  const [told, licenses, sbom] = tell.map(inRelease)
  expect(told).toContain(`nic-bonding ${version}, `)
  expect(licenses).toContain('GNU GENERAL PUBLIC LICENSE')
  expect(JSON.parse(sbom ?? '').spdxVersion).toBe('SPDX-2.3')
})

test('install the RPM, and have tasks use its program', { timeout: 120_000 }, async ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const root = path.join(release, 'root')
  fs.mkdirSync(root)
  // Debian's rpm has to be told that it may, and this machine stays as it is.
  const rpm = `rpm() { command rpm --force-debian --root '${root}' "$@"; }`
  const [install = ''] = commands.filter(line => line.startsWith('rpm '))
  inRelease(`${rpm}\n${install}`)
  expect(inRelease(`${rpm}\nrpm -V nic-bonding`)).toBe('')
  host.run(`mkdir -p ${path.dirname(packagedPath)}`)
  fs.copyFileSync(path.join(root, packagedPath), host.at(packagedPath))
  host.run(`chmod 755 ${packagedPath}`)
  const [variable = ''] = blocksOf(page, 'yaml')
  expect(variable.trim()).toBe(`nic_bonding_program: ${packagedPath}`)
  const flags = ['-m', 'nic.bonding.bond_info', '-e', variable.trim().replace(': ', '=')]
  const told = await runAnsible(project, 'ansible', ['all', ...flags])
  const { result } = onlyResult(told, 'bare', 'nic.bonding.bond_info')
  expect(result).toMatchObject({ changed: false, program: { path: packagedPath, version } })
  expect(result.warnings ?? []).toEqual([])
  expect(host.run('find /opt')).toBe('/opt\n')
})

test('put the list of a release on a host, which lets the program run under fapolicyd', { timeout: 60_000 }, async ({
  skip
}) => {
  skip(skipReason !== undefined, skipReason)
  installFapolicyd(host)
  const daemon = await startDaemon(host)
  try {
    const refused = `${packagedPath} --version 2>&1 || true`
    expect(host.run(refused)).toContain('not permitted')
    fs.copyFileSync(path.join(release, 'files/nic-bonding-x86_64.trust'), host.at('/root/nic-bonding-x86_64.trust'))
    const lines = commands.filter(line => /^(cp|fapolicyd-cli) /.test(line))
    host.run(['cd /root', ...lines, 'sleep 2'].join('\n'))
    expect(host.run(refused)).toContain(`nic-bonding ${version}, `)
  } finally {
    daemon.kill()
  }
})

/** Runs a line of the page where the release was downloaded to. */
function inRelease(line: string): string {
  const done = spawnSync('sh', ['-euc', line], {
    cwd: path.join(release, 'files'),
    encoding: 'utf8',
    maxBuffer: 2 ** 26
  })
  if (done.status !== 0) throw new Error(`${line}: ${done.stderr}${done.stdout}`)
  return done.stdout
}

/** Runs a play of the page. A bare host has no sudo. */
async function played(line: string): Promise<string> {
  const [command = '', ...words] = line.split(' ')
  const run = await runAnsible(project, command, [...words, '-e', 'bonding_become=false'])
  expect(run.rc, run.stdout + run.stderr).toBe(0)
  return run.stdout
}
