import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { textToBytes } from '../../modules/lib/host/text.ts'
import { ownArchitecture } from '../../tools/program/architectures.ts'
import { checkout, findCommand } from '../../tools/setup/shell.mjs'
import { layRoot } from '../golden/lay-root.ts'
import { loadCases } from '../golden/load-cases.ts'
import { isRoot } from '../support/fake-host.ts'
import { isLong } from '../support/long.ts'
import { probeProgram } from '../support/probe-program.ts'
import { program } from '../support/run-module.ts'
import { readTree } from '../support/tree.ts'
import { fileText } from '../unit/hostile/_arbitraries.ts'
import { seed } from '../unit/hostile/_figures.ts'
import { conformance } from '../unit/system/judge.ts'
import { buildSanitized, partsOf } from './sanitized/build.ts'
import { type Input, inputs, rootMark } from './sanitized/inputs.ts'

const folder = join(checkout, 'build/program/sanitized')
const scratch = mkdtempSync(join(tmpdir(), 'nic-bonding-sanitized-'))
const because = isRoot ? '' : ' (skipped: chroot needs root)'
const batchSize = 1_000
const count = isLong ? 50_000 : 2_000

let built: Awaited<ReturnType<typeof buildSanitized>>

beforeAll(async () => {
  built = await buildSanitized(folder, partsOf(program))
}, 900_000)

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/**
 * A place where a batch of runs may do as it likes: the driver, its libraries, the roots `r<number>`, the arguments, and of
 * commands cp alone, by which a file that is replaced keeps its attributes.
 */
function newPlace(name: string): string {
  const place = join(scratch, name)
  const { stdout } = spawnSync('ldd', [built.driver], { encoding: 'utf8' })
  const libraries = [...stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(match => match[1] ?? '')
  for (const library of libraries) {
    mkdirSync(join(place, dirname(library)), { recursive: true })
    copyFileSync(library, join(place, library))
  }
  for (const made of ['proc', 'args', 'bin']) mkdirSync(join(place, made))
  copyFileSync(findCommand('busybox') ?? '', join(place, 'bin/cp'))
  copyFileSync(built.driver, join(place, 'driver'))
  return place
}

/** Runs all in one process, and returns what each printed. A report of a sanitizer is an error that names the input. */
async function runAll(
  place: string,
  runs: readonly Pick<Input, 'module' | 'how' | 'args'>[]
): Promise<readonly object[]> {
  const lines = runs.map(({ module, how, args }, index) => {
    writeFileSync(join(place, 'args', String(index)), args)
    return `${module} ${how} /args/${index}\n`
  })
  writeFileSync(join(place, 'list'), lines.join(''))
  const namespaces = [
    '--mount',
    '--net',
    '--pid',
    '--ipc',
    '--fork',
    '--kill-child',
    `--mount-proc=${join(place, 'proc')}`
  ]
  const child = spawn('unshare', [...namespaces, 'chroot', place, '/driver', '/list'], {
    stdio: ['ignore', openSync(join(place, 'stdout'), 'w'), openSync(join(place, 'stderr'), 'w')],
    env: {
      PATH: process.env.PATH,
      // Of an allocation one frame is kept: with thirty, keeping them takes a third of the time.
      ASAN_OPTIONS: 'detect_leaks=1:allocator_may_return_null=1:malloc_context_size=1:quarantine_size_mb=64',
      UBSAN_OPTIONS: 'print_stacktrace=1'
    }
  })
  const [status] = await once(child, 'close')
  const stdout = readFileSync(join(place, 'stdout'), 'utf8')
  const stderr = readFileSync(join(place, 'stderr'), 'utf8')
  const printed = stdout.split('\n').slice(0, -1)
  if (status !== 0 || stderr !== '') {
    const run = runs[printed.length]
    throw new Error(
      `status ${status} at ${run?.module}, ${JSON.stringify(run?.args.toString('latin1').slice(0, 2000))}: ${stderr}`
    )
  }
  expect(printed).toHaveLength(runs.length)
  return printed.map(line => JSON.parse(line))
}

describe.skipIf(!isRoot)(`with AddressSanitizer and UndefinedBehaviorSanitizer${because}`, () => {
  test('the memory of the program', () => {
    const done = spawnSync(built.memory, [String(seed), isLong ? '500000' : '20000'], { encoding: 'utf8' })
    expect(done).toMatchObject({ status: 0, stderr: '' })
  })

  conformance('the program with sanitizers', async () => {
    const [probe, module] = await probeProgram('sanitized', ownArchitecture())
    const { driver } = await buildSanitized(`${folder}-probe`, partsOf(probe))
    return [driver, module]
  })

  test('every golden case', { timeout: 600_000 }, async () => {
    const place = newPlace('golden')
    const cases = loadCases()
    const runs = cases.map((golden, index) => {
      layRoot(golden, join(place, `r${index}`))
      const args = Buffer.from(JSON.stringify({ ...golden.args, root: `/r${index}` }))
      return { module: golden.module, how: 'file', args } as const
    })
    const results = await runAll(place, runs)
    for (const [index, golden] of cases.entries()) {
      const isRefused = golden.expected.failed !== undefined
      expect(results[index], golden.name).toMatchObject(
        isRefused ? { failed: true } : { changed: golden.expected.changed }
      )
      expect(readTree(join(place, `r${index}`)), golden.name).toEqual(golden.after)
    }
  })

  const batches = Array.from({ length: count / batchSize }, (_, index) => index)
  test.concurrent.each(batches)(`${batchSize} hostile inputs, batch %i`, { timeout: 1_200_000 }, async batch => {
    const given = fc.sample(inputs, { numRuns: batchSize, seed: seed + batch })
    const place = newPlace(`hostile-${batch}`)
    const runs = given.map((input, index) => {
      const root = `/r${String(index).padStart(rootMark.length - 2, '0')}`
      lay(join(place, root), input.files)
      const text = input.args.toString('latin1').replaceAll(rootMark, root)
      return { ...input, args: Buffer.from(text, 'latin1') }
    })
    const results = await runAll(place, runs)
    const faults = results.flatMap((result, index) => ('exception' in result ? [[runs[index]?.module, result]] : []))
    expect(faults).toEqual([])
    const changed = results.filter(result => 'changed' in result && result.changed === true).length
    console.log(`hostile input, sanitized, batch ${batch}: ${results.length} tried, ${changed} changed files`)
    expect(changed).toBeGreaterThan(batchSize / 5)
    rmSync(place, { recursive: true, force: true })
  })
})

function lay(root: string, files: Input['files']): void {
  mkdirSync(root)
  for (const [path, text] of Object.entries(files)) {
    // A name that no file system holds.
    if (textToBytes(basename(path)).length > 255) continue
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), textToBytes(fileText(text)))
  }
}
