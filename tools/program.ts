import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { type Architecture, architectures, ownArchitecture } from './program/architectures.ts'
import { type Bundle, bundleModules } from './program/bundle.ts'
import { compileBundle } from './program/bytecode.ts'
import { compileOwn, engineObjects, link, requireTools, warmLibrary } from './program/compiler.ts'
import { writeEmbedded } from './program/embed.ts'
import type { Pin } from './sbom/components.ts'
import { writeNotices } from './sbom.ts'
import { programInput } from './setup/program-tools.mjs'
import { checkout } from './setup/shell.mjs'

const folder = path.join(checkout, 'build/program')

/**
 * Builds the program for the given architectures: `build/program/nic-bonding-<architecture>`, and the notices that it has inside
 * beside them. What `npm run build` generates must be there. The same sources give the same bytes on every machine. Returns the
 * paths.
 */
export async function buildPrograms(wanted: readonly Architecture[]): Promise<readonly string[]> {
  fs.mkdirSync(folder, { recursive: true })
  const bundle = await bundleModules(moduleFiles(), path.join(folder, 'modules'))
  writeProgramNotices(bundle)
  const programs: string[] = []
  for (const architecture of wanted) {
    const program = path.join(folder, `nic-bonding-${architecture}`)
    await buildProgram(bundle, architecture, program)
    programs.push(program)
  }
  return programs
}

/** Builds a program that runs the modules of a bundle; its parts are left in `build/program/parts`. */
export async function buildProgram(bundle: Bundle, architecture: Architecture, program: string): Promise<void> {
  const parts = path.join(folder, 'parts', path.basename(program))
  fs.rmSync(parts, { recursive: true, force: true })
  const [bytecode, engine] = await Promise.all([
    compileBundle(bundle, architecture, path.join(parts, 'bytecode')),
    engineObjects(architecture, 'program'),
    warmLibrary(architecture)
  ])
  const embedded = writeEmbedded(path.join(parts, 'embedded'), {
    bytecode,
    modules: bundle.modules,
    licenses: path.join(folder, 'licenses.txt'),
    sbom: path.join(folder, 'sbom.spdx.json'),
    version: collectionVersion(),
    architecture
  })
  const objects = await Promise.all(
    [...ownSources(), ...embedded].map(async source => {
      const object = path.join(parts, `${path.basename(source)}.o`)
      await compileOwn(architecture, source, object)
      return object
    })
  )
  await link(architecture, [...objects, ...engine], program)
}

/** What users run, relative to the checkout. */
function moduleFiles(): readonly string[] {
  const names = fs.readdirSync(path.join(checkout, 'modules')).filter(name => name.endsWith('.ts'))
  return names.sort().map(name => `modules/${name}`)
}

/** The C layer, without what only the build runs. */
function ownSources(): readonly string[] {
  const names = fs
    .readdirSync(path.join(checkout, 'program'))
    .filter(name => name.endsWith('.c') && name !== 'compile.c')
  return names.sort().map(name => path.join(checkout, 'program', name))
}

function collectionVersion(): string {
  return parse(fs.readFileSync(path.join(checkout, 'collection/galaxy.yml'), 'utf8')).version
}

function writeProgramNotices(bundle: Bundle): void {
  const { zig, engine } = requireTools()
  const { version } = programInput('ziglang')
  writeNotices(folder, {
    inputs: bundle.inputs,
    engine: { folder: engine, pin: pinOf('quickjs-ng') },
    zig: { folder: zig, version, pin: pinOf('ziglang') }
  })
}

function pinOf(name: string): Pin {
  const { version, sha256 } = programInput(name)
  return { purl: `pkg:pypi/${name}@${version}`, algorithm: 'SHA256', hash: sha256 }
}

/** The architectures that the words of a command line name; this machine's own where there are none. Throws for another word. */
export function chosenArchitectures(words: readonly string[]): readonly Architecture[] {
  if (words.length === 0) return [ownArchitecture()]
  const wrong = words.find(word => !isArchitecture(word))
  if (wrong !== undefined)
    throw new Error(`${wrong} is not an architecture of the program: ${architectures.join(', ')}`)
  return words.filter(isArchitecture)
}

function isArchitecture(word: string): word is Architecture {
  return architectures.some(name => name === word)
}
