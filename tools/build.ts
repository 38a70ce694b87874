import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { bondingPage } from './generate/bonding-page.ts'
import { mergedDocumentation, moduleNames } from './generate/documentation.ts'
import { troubleshootingPage } from './generate/troubleshooting-page.ts'
import { generate } from './generate.ts'
import type { Architecture } from './program/architectures.ts'
import { buildPrograms, chosenArchitectures } from './program.ts'
import { listPrograms } from './stage/programs.ts'
import { roleArgumentSpecs } from './stage/role-argument-specs.ts'
import { sanityIgnores } from './stage/sanity-ignores.ts'

const checkout = join(import.meta.dirname, '..')
const stage = join(checkout, 'build/ansible_collections/nic/bonding')

/**
 * Generates the validators and the pages of bonding options and of messages, bundles the modules, builds the program for the given
 * architectures and stages the collection as `ansible-galaxy collection build` wants it. Returns the folder.
 */
async function build(wanted: readonly Architecture[]): Promise<string> {
  generate(join(checkout, 'build/generated'))
  writeFileSync(join(checkout, 'docs/bonding-options.md'), bondingPage())
  writeFileSync(join(checkout, 'docs/troubleshooting.md'), troubleshootingPage())
  execFileSync('npx', ['--no-install', 'tsup'], { cwd: checkout, stdio: ['ignore', 'ignore', 'inherit'] })
  const programs = await buildPrograms(wanted)
  rmSync(stage, { recursive: true, force: true })
  mkdirSync(join(stage, 'plugins/modules'), { recursive: true })
  for (const name of ['galaxy.yml', 'meta', 'changelogs', 'playbooks', ...pluginFolders()])
    copy(`collection/${name}`, name)
  for (const name of ['README.md', 'LICENSE', 'CONTRIBUTING.md', 'SECURITY.md', 'docs', 'examples']) copy(name, name)
  if (existsSync(join(checkout, 'collection/CHANGELOG.rst'))) copy('collection/CHANGELOG.rst', 'CHANGELOG.rst')
  copy('roles', 'roles')
  writeFileSync(join(stage, 'roles/bonding/meta/argument_specs.yml'), roleArgumentSpecs(checkout))
  for (const file of bundles()) copy(`build/bundles/${file}`, `plugins/modules/${file}`)
  for (const name of moduleNames()) writeFileSync(join(stage, `plugins/modules/${name}.yml`), mergedDocumentation(name))
  stageActions()
  stagePrograms(programs)
  mkdirSync(join(stage, 'tests/sanity'), { recursive: true })
  for (const [file, text] of Object.entries(sanityIgnores(moduleNames())))
    writeFileSync(join(stage, 'tests/sanity', file), text)
  return stage
}

/** The folders of plugins that are shipped as they are; the modules are built. */
function pluginFolders(): readonly string[] {
  const names = readdirSync(join(checkout, 'collection/plugins')).filter(name => name !== 'modules')
  return names.sort().map(name => `plugins/${name}`)
}

/** Ansible finds the action of a module by its name, which is the only way for short names: those without one of their own share one. */
function stageActions(): void {
  const folder = join(stage, 'plugins/action')
  for (const name of moduleNames())
    if (!existsSync(join(folder, `${name}.py`))) cpSync(join(folder, 'bond.py'), join(folder, `${name}.py`))
}

/** They are data until they are on a host: an executable file without a shebang is a fault to ansible-test sanity. */
function stagePrograms(programs: readonly string[]): void {
  const folder = join(stage, 'plugins/plugin_utils/program')
  mkdirSync(folder, { recursive: true })
  for (const program of programs) {
    const staged = join(folder, basename(program))
    copyFileSync(program, staged)
    chmodSync(staged, 0o644)
  }
  const galaxy = parse(readFileSync(join(checkout, 'collection/galaxy.yml'), 'utf8'))
  listPrograms(folder, galaxy.version)
}

function bundles(): readonly string[] {
  return readdirSync(join(checkout, 'build/bundles')).sort()
}

/** Modes are part of the tarball, so they are set; a module must not be executable (ansible-test sanity, shebang). */
function copy(from: string, to: string): void {
  const ships = (source: string): boolean => !/\.gitkeep$|__pycache__/.test(source)
  cpSync(join(checkout, from), join(stage, to), { recursive: true, filter: ships })
  if (to.endsWith('.cjs')) chmodSync(join(stage, to), 0o644)
}

console.log(`staged ${(await build(chosenArchitectures(process.argv.slice(2)))).slice(checkout.length + 1)}`)
