import fs from 'node:fs'
import path from 'node:path'
import { pythonTool } from './setup/python-tools.mjs'
import { checkout, run } from './setup/shell.mjs'

const stage = path.join(checkout, 'build')
const source = path.join(stage, 'docs-source')
const site = path.join(stage, 'docs')

/** What the site is made of: the pages as they stand in the checkout, so that their links are the same on both. */
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'LICENSE', 'docs', 'examples', 'roles']

/**
 * Builds the documentation site of the staged collection into `build/docs`: modules and roles by antsibull-docs, the
 * pages by Sphinx. A warning of either, such as a link that leads nowhere, fails it.
 */
function main(): void {
  if (pythonTool('sphinx-build') === undefined) throw new Error('run node tools/setup.mjs --only docs')
  for (const folder of [source, site]) fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(source, { recursive: true })
  for (const name of pages) fs.cpSync(path.join(checkout, name), path.join(source, name), { recursive: true })
  for (const name of ['conf.py', 'index.md', 'ansible.rst'])
    fs.copyFileSync(path.join(checkout, 'tools/docs', name), path.join(source, name))
  const files = fs.readdirSync(source, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter(name => name.endsWith('.md'))) withoutDiagrams(path.join(source, file))
  describeCollection(path.join(source, 'collection'))
  tool('sphinx-build', ['-n', '-W', '-q', '--keep-going', '-b', 'html', source, site])
  console.log(`${path.relative(checkout, site)}/index.html`)
}

function describeCollection(folder: string): void {
  fs.mkdirSync(folder, { mode: 0o755 })
  const flags = ['--cleanup', 'everything', '--fail-on-error', '--use-current', '--squash-hierarchy']
  tool('antsibull-docs', ['collection', ...flags, '--dest-dir', folder, 'nic.bonding'])
}

/** A forge draws Mermaid; Sphinx shows its text, since the drawing would have to be loaded from elsewhere. */
function withoutDiagrams(file: string): void {
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replaceAll('```mermaid', '```text'))
}

function tool(name: string, args: readonly string[]): void {
  const bin = pythonTool('') ?? ''
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, ANSIBLE_COLLECTIONS_PATH: stage }
  run(path.join(bin, name), args, { cwd: checkout, env })
}

main()
