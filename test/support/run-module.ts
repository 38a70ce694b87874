import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { collection } from './modules.ts'

/** What runs a module: the program, which is what hosts get, or the bundle on this Node.js. */
export type Engine = 'program' | 'node'

/** The engine of every test that does not ask for another. */
const usual: Engine = 'program'

/** A module's result as it came from standard output. */
export interface ModuleOutput {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly result: { readonly [key: string]: unknown }
}

const architectures: { readonly [arch: string]: string } = { x64: 'x86_64', arm64: 'aarch64', ppc64: 'ppc64le' }

/** The program of this machine's architecture. */
export const program = programOf(architectures[process.arch] ?? process.arch)

/** The program of an architecture, as `uname -m` names it; the collection has the same bytes, not executable. */
export function programOf(architecture: string): string {
  return join(import.meta.dirname, '../../build/program', `nic-bonding-${architecture}`)
}

/** The staged bundle of a module. */
export function bundlePath(name: string): string {
  return join(collection, 'plugins/modules', `${name}.cjs`)
}

/** The words that run a module; a file of arguments follows, or they come from standard input. */
export function moduleCommand(name: string, engine: Engine = usual): readonly [string, ...string[]] {
  return engine === 'program' ? [program, name] : [process.execPath, bundlePath(name)]
}

/** The same of a copy in a folder, for a user who may not come to the checkout. */
export function copiedCommand(name: string, folder: string, engine: Engine = usual): readonly [string, ...string[]] {
  const copy = join(folder, engine === 'program' ? 'nic-bonding' : `${name}.cjs`)
  copyFileSync(engine === 'program' ? program : bundlePath(name), copy)
  chmodSync(copy, 0o755)
  return engine === 'program' ? [copy, name] : [process.execPath, copy]
}

/** Runs a module with these arguments in a file. Throws when it does not print exactly one JSON value. */
export function runModule(
  name: string,
  args: { readonly [key: string]: unknown },
  engine: Engine = usual
): ModuleOutput {
  return runCommand(moduleCommand(name, engine), args)
}

/** The same for the words of another command that runs a module. */
export function runCommand(
  [command, ...words]: readonly [string, ...string[]],
  args: { readonly [key: string]: unknown }
): ModuleOutput {
  const folder = mkdtempSync(join(tmpdir(), 'nic-bonding-args-'))
  try {
    const file = join(folder, 'args.json')
    writeFileSync(file, JSON.stringify(args))
    const { status, stdout, stderr } = spawnSync(command, [...words, file], { encoding: 'utf8', timeout: 30_000 })
    return { status, stdout, stderr, result: parseResult(stdout, stderr) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function parseResult(stdout: string, stderr: string): ModuleOutput['result'] {
  try {
    return JSON.parse(stdout)
  } catch {
    throw new Error(
      `a module printed no JSON: ${JSON.stringify(stdout)}, and to standard error ${JSON.stringify(stderr)}`
    )
  }
}
