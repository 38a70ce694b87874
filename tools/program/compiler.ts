import { execFile } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { ensureProgramTools, programInput, programTools } from '../setup/program-tools.mjs'
import { cacheFolder, checkout } from '../setup/shell.mjs'
import { type Architecture, platforms } from './architectures.ts'

/** The compiler and the engine's sources; installs them when they are missing. */
export function requireTools(): NonNullable<ReturnType<typeof programTools>> {
  const reason = ensureProgramTools()
  const tools = programTools()
  if (tools === undefined) throw new Error(reason ?? 'the compiler of the program could not be installed')
  return tools
}

/** What of the engine is compiled. */
const engineFiles = ['dtoa', 'libregexp', 'libunicode', 'quickjs'] as const

/** Without exceptions there is nothing to unwind; the paths of this machine must not get into what is built. */
const common = [
  '-std=gnu11',
  '-fPIE',
  '-g0',
  '-fno-unwind-tables',
  '-fno-asynchronous-unwind-tables',
  '-fno-sanitize=all'
]
const hardened = ['-fstack-protector-strong', '-ffunction-sections', '-fdata-sections', '-D_GNU_SOURCE']

/** As QuickJS-ng's own build has it (meson.build). */
const engineFlags = ['-O2', '-DNDEBUG', '-fno-strict-aliasing', '-fwrapv', '-funsigned-char']

/** Warnings of our own files are errors. */
const ownFlags = ['-O2', '-Wall', '-Wextra', '-Werror']

/**
 * Two kinds of the engine: the program's has no compiler of JavaScript, so that nothing can be evaluated; the build's has it, and
 * is itself compiled in a fraction of the time (the last -O counts).
 */
export type EngineKind = 'program' | 'build'

const kindFlags: { readonly [kind in EngineKind]: readonly string[] } = {
  program: ['-DQJS_DISABLE_PARSER'],
  build: ['-O0']
}

/**
 * The object files of the engine for an architecture, from the cache by version and by the hash of its sources, the flags and
 * the compiler, compiled first where they are not there.
 */
export async function engineObjects(architecture: Architecture, kind: EngineKind): Promise<readonly string[]> {
  const tools = requireTools()
  const flags = [...common, ...hardened, ...engineFlags, ...kindFlags[kind], ...platforms[architecture].engineFlags]
  const folder = path.join(cacheFolder, `engine-${engineVersion()}-${engineHash(flags, architecture)}`)
  if (!fs.existsSync(folder)) {
    const building = fs.mkdtempSync(`${folder}.`)
    const compile = (name: string): Promise<void> =>
      cc(architecture, [...flags, '-c', path.join(tools.engine, `${name}.c`), '-o', path.join(building, `${name}.o`)])
    await Promise.all(engineFiles.map(compile))
    moveInto(building, folder)
  }
  return engineFiles.map(name => path.join(folder, `${name}.o`))
}

/** The version of QuickJS-ng, as its header has it. */
export function engineVersion(): string {
  const header = fs.readFileSync(path.join(requireTools().engine, 'quickjs.h'), 'utf8')
  const parts = ['MAJOR', 'MINOR', 'PATCH'].map(part => new RegExp(`QJS_VERSION_${part} (\\d+)`).exec(header)?.[1])
  if (parts.includes(undefined)) throw new Error('quickjs.h does not define its version')
  return parts.join('.')
}

/** Compiles one of our own files. */
export async function compileOwn(architecture: Architecture, source: string, object: string): Promise<void> {
  const include = ['-I', path.join(checkout, 'program'), '-isystem', requireTools().engine]
  await cc(architecture, [...common, ...hardened, ...ownFlags, ...include, '-c', source, '-o', object])
}

/** Links a static program at any address, all of whose tables are read-only once it runs. */
export async function link(architecture: Architecture, objects: readonly string[], program: string): Promise<void> {
  const { page } = platforms[architecture]
  const words = ['relro', 'now', 'noexecstack', `max-page-size=${page}`].map(word => `-Wl,-z,${word}`)
  const kind = ['-static', '-pie', '-s', '-Wl,--gc-sections', '-Wl,--build-id=none', ...words]
  await cc(architecture, [...kind, ...objects, '-o', program])
}

/** Has the C library built that an architecture links, which takes a minute the first time, by linking what does nothing. */
export async function warmLibrary(architecture: Architecture): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-library-'))
  try {
    const source = path.join(folder, 'empty.c')
    fs.writeFileSync(source, 'int main(void) { return 0; }\n')
    await compileOwn(architecture, source, `${source}.o`)
    await link(architecture, [`${source}.o`], path.join(folder, 'empty'))
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function cc(architecture: Architecture, args: readonly string[]): Promise<void> {
  const { zig, cache } = requireTools()
  const env = { ...process.env, ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: path.join(cache, 'local') }
  const words = ['cc', '-target', platforms[architecture].target, '-mcpu=baseline', ...args]
  try {
    await promisify(execFile)(path.join(zig, 'zig'), words, { env, maxBuffer: 2 ** 26 })
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : ''
    throw new Error(`the compiler of the program failed for ${architecture}: ${args.join(' ')}\n${said}`)
  }
}

function engineHash(flags: readonly string[], architecture: Architecture): string {
  const { engine } = requireTools()
  const hash = crypto.createHash('sha256').update(JSON.stringify([flags, architecture, programInput('ziglang')]))
  for (const name of fs.readdirSync(engine).sort()) hash.update(name).update(fs.readFileSync(path.join(engine, name)))
  return hash.digest('hex').slice(0, 12)
}

/** Where somebody else was first, what they have made is as good. */
function moveInto(from: string, to: string): void {
  try {
    fs.renameSync(from, to)
  } catch (error) {
    fs.rmSync(from, { recursive: true, force: true })
    if (!fs.existsSync(to)) throw error
  }
}
