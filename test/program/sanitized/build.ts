import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { engineVersion, requireTools } from '../../../tools/program/compiler.ts'
import { cacheFolder, checkout } from '../../../tools/setup/shell.mjs'

const exec = promisify(execFile)

/** A report ends the process: nothing goes on after a first fault. */
const flags = [
  ...['-std=gnu11', '-D_GNU_SOURCE', '-O1', '-g1', '-fno-omit-frame-pointer'],
  ...['-fsanitize=address,undefined', '-fno-sanitize-recover=all']
]
/** As the program's engine is built (tools/program/compiler.ts), but with the engine's own assertions. */
const engineFlags = ['-fno-strict-aliasing', '-fwrapv', '-funsigned-char', '-DQJS_DISABLE_PARSER']
const ownFlags = ['-Wall', '-Wextra', '-Werror']

const engineFiles = ['dtoa', 'libregexp', 'libunicode', 'quickjs']
const here = import.meta.dirname
const program = join(checkout, 'program')

/**
 * Builds the C layer and the engine by gcc with AddressSanitizer and UndefinedBehaviorSanitizer, linked with glibc, into a
 * folder: the driver, which runs the modules of `parts` (a folder of tools/program.ts), and the check of memory.c. The engine's
 * objects are kept in the cache.
 */
export async function buildSanitized(folder: string, parts: string): Promise<{ driver: string; memory: string }> {
  mkdirSync(folder, { recursive: true })
  const engine = await engineObjects()
  const embedded = ['embedded.c', 'embedded.S'].map(name => join(parts, 'embedded', name))
  const replaced = ['main.c', 'compile.c', 'memory.c']
  const sources = readdirSync(program).filter(name => name.endsWith('.c') && !replaced.includes(name))
  const objects = await Promise.all(
    [...sources.map(name => join(program, name)), ...embedded, join(here, 'driver.c')].map(source =>
      compile(source, folder)
    )
  )
  const driver = join(folder, 'driver')
  const wrapped = '-Wl,--wrap=JS_NewRuntime2,--wrap=JS_NewContextRaw'
  await gcc([...flags, wrapped, ...objects, ...engine, '-lm', '-lpthread', '-o', driver])
  const memory = join(folder, 'memory')
  const checked = await Promise.all(
    [join(program, 'memory.c'), join(here, 'memory-check.c')].map(each => compile(each, folder))
  )
  await gcc([...flags, ...checked, '-o', memory])
  return { driver, memory }
}

/** The parts of which tools/program.ts has made a program. */
export function partsOf(built: string): string {
  return join(checkout, 'build/program/parts', basename(built))
}

async function compile(source: string, folder: string): Promise<string> {
  const object = join(folder, `${basename(source)}.o`)
  await gcc([...flags, ...ownFlags, '-I', program, '-isystem', requireTools().engine, '-c', source, '-o', object])
  return object
}

async function engineObjects(): Promise<readonly string[]> {
  const { engine } = requireTools()
  const { stdout: compiler } = await exec('gcc', ['--version'])
  const hash = createHash('sha256').update(JSON.stringify([flags, engineFlags, compiler]))
  for (const name of readdirSync(engine).sort()) hash.update(name).update(readFileSync(join(engine, name)))
  const folder = join(cacheFolder, `sanitized-engine-${engineVersion()}-${hash.digest('hex').slice(0, 12)}`)
  if (!existsSync(folder)) {
    const building = mkdtempSync(`${folder}.`)
    const build = (name: string): Promise<void> =>
      gcc([...flags, ...engineFlags, '-w', '-c', join(engine, `${name}.c`), '-o', join(building, `${name}.o`)])
    await Promise.all(engineFiles.map(build))
    if (existsSync(folder)) rmSync(building, { recursive: true })
    else renameSync(building, folder)
  }
  return engineFiles.map(name => join(folder, `${name}.o`))
}

async function gcc(args: readonly string[]): Promise<void> {
  try {
    await exec('gcc', args, { maxBuffer: 2 ** 26 })
  } catch (error) {
    throw new Error(`gcc ${args.join(' ')}: ${error instanceof Error && 'stderr' in error ? error.stderr : error}`)
  }
}
