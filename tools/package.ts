import fs from 'node:fs'
import path from 'node:path'
import { architectures } from './program/architectures.ts'
import { collectAssets } from './release/collect-assets.ts'
import { sha256 } from './sbom/components.ts'
import { ansibleBin } from './setup/ansible.mjs'
import { checkout, run } from './setup/shell.mjs'

const build = path.join(checkout, 'build')

/**
 * Builds the collection, makes its Galaxy tarball, and collects in `build/release` everything that is published. All bytes depend
 * on the sources alone. Prints the tarball's SHA-256 and path, and that of SHA256SUMS.
 */
function main(): void {
  run('npm', ['run', '--silent', 'build', '--', ...architectures], { cwd: checkout })
  for (const file of tarballs()) fs.rmSync(file)
  const bin = ansibleBin('newest')
  if (bin === undefined) throw new Error('ansible-core is not installed: run node tools/setup.mjs')
  const staged = path.join(build, 'ansible_collections', 'nic', 'bonding')
  run(path.join(bin, 'ansible-galaxy'), ['collection', 'build', staged, '--output-path', build, '--force'])
  const [tarball] = tarballs()
  if (tarball === undefined) throw new Error(`ansible-galaxy made no tarball in ${build}`)
  run(path.join(bin, 'python3'), [path.join(checkout, 'tools', 'normalise-tarball.py'), tarball])
  const version: string = JSON.parse(fs.readFileSync(path.join(checkout, 'package.json'), 'utf8')).version
  const built = { tarball, programs: path.join(build, 'program'), architectures, version }
  const sums = collectAssets(built, path.join(build, 'release'))
  for (const file of [tarball, sums]) console.log(`${sha256(fs.readFileSync(file))}  ${path.relative(checkout, file)}`)
}

function tarballs(): readonly string[] {
  const names = fs.readdirSync(build).filter(name => name.startsWith('nic-bonding-') && name.endsWith('.tar.gz'))
  return names.map(name => path.join(build, name))
}

main()
