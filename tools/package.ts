import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { architectures } from './program/architectures.ts'
import { ansibleBin } from './setup/ansible.mjs'
import { checkout, run } from './setup/shell.mjs'

const build = path.join(checkout, 'build')

/** Builds the collection and makes its Galaxy tarball, whose bytes depend on the sources alone; prints path and SHA-256. */
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
  const hash = crypto.createHash('sha256').update(fs.readFileSync(tarball)).digest('hex')
  console.log(`${hash}  ${path.relative(checkout, tarball)}`)
}

function tarballs(): readonly string[] {
  const names = fs.readdirSync(build).filter(name => name.startsWith('nic-bonding-') && name.endsWith('.tar.gz'))
  return names.map(name => path.join(build, name))
}

main()
