import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { pythonTool } from './setup/python-tools.mjs'
import { checkout, run } from './setup/shell.mjs'

const galaxy = path.join(checkout, 'collection/galaxy.yml')

/** Where the version stands besides galaxy.yml: as the version of the npm package, and in the name of the tarball. */
const npmFiles = ['package.json', 'package-lock.json']
const pages = ['README.md', 'docs/ten-minutes.md']

/**
 * Makes a release of the given version: writes it everywhere, makes the changelog of the fragments, and builds everything that
 * is published in `build/release`, with its SHA256SUMS. Nothing is committed, tagged or published; what is left to do is printed.
 */
function release(version: string | undefined): void {
  const present = presentVersion()
  const problem = whyNot(version, present)
  if (version === undefined || problem !== undefined) throw new Error(problem)
  setVersion(present, version)
  const bin = pythonTool('') ?? ''
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
  run(path.join(bin, 'antsibull-changelog'), ['release'], { cwd: path.join(checkout, 'collection'), env })
  run('npm', ['run', '--silent', 'package'], { cwd: checkout })
  const folder = path.join(checkout, 'build/release')
  const tarball = `build/release/nic-bonding-${version}.tar.gz`
  console.log(`${fs.readFileSync(path.join(folder, 'SHA256SUMS'), 'utf8')}
build/release has all of these, and SHA256SUMS. Look at collection/CHANGELOG.rst, then:
git add --all && git commit -m 'Release ${version}' && git tag ${version} && git push --tags
ansible-galaxy collection publish ${tarball}`)
}

function whyNot(version: string | undefined, present: string): string | undefined {
  if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version)) return 'usage: npm run release -- X.Y.Z'
  if (pythonTool('antsibull-changelog') === undefined) return 'run node tools/setup.mjs --only docs'
  if (run('git', ['status', '--porcelain'], { cwd: checkout }) !== '')
    return 'the checkout has changes; commit them first'
  if (fs.existsSync(path.join(checkout, 'collection/changelogs/changelog.yaml')) && !isNewer(version, present))
    return `${version} is not newer than ${present}, which is released`
  return isNewer(present, version) ? `${version} is older than ${present}` : undefined
}

function isNewer(version: string, than: string): boolean {
  return version !== than && version.localeCompare(than, 'en', { numeric: true }) > 0
}

function presentVersion(): string {
  return parse(fs.readFileSync(galaxy, 'utf8')).version
}

function setVersion(from: string, to: string): void {
  replace(galaxy, `version: ${from}`, `version: ${to}`)
  for (const file of npmFiles) replace(path.join(checkout, file), `"version": "${from}"`, `"version": "${to}"`)
  for (const file of pages) replace(path.join(checkout, file), `nic-bonding-${from}.tar.gz`, `nic-bonding-${to}.tar.gz`)
  replace(path.join(checkout, 'docs/bare-hosts.md'), `nic-bonding-${from}-`, `nic-bonding-${to}-`)
}

/** The first two of package-lock.json are the package's own; those of others stand behind their names. */
function replace(file: string, from: string, to: string): void {
  const text = fs.readFileSync(file, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} does not say ${from}`)
  const parts = text.split(from)
  const own = file.endsWith('package-lock.json') ? 2 : parts.length
  fs.writeFileSync(
    file,
    parts.reduce((all, part, index) => `${all}${index <= own ? to : from}${part}`)
  )
}

try {
  release(process.argv[2])
} catch (error) {
  console.error(`release: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
