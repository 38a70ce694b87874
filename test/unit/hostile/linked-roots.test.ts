import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { moduleCommand } from '../../support/run-module.ts'
import { readTree } from '../../support/tree.ts'
import { fileText } from './_arbitraries.ts'
import { bondTrials } from './_bond-trials.ts'
import { scale, seed } from './_figures.ts'
import { ifcfgTrials } from './_ifcfg-trials.ts'
import type { Trial } from './_laws.ts'
import { buildRoot, type Redirect, redirects, secret, strays } from './_linked-roots.ts'

const withoutStrace = spawnSync('strace', ['-V']).status !== 0 && process.env.CI === undefined

interface LinkedTrial {
  readonly module: string
  readonly trial: Trial
  readonly links: readonly Redirect[]
}

const trials: fc.Arbitrary<LinkedTrial> = fc.oneof(
  fc.record({ module: fc.constant('bond'), trial: bondTrials, links: redirects }),
  fc.record({ module: fc.constant('ifcfg'), trial: ifcfgTrials, links: redirects })
)

interface Ran {
  readonly failed?: boolean
  readonly changed: boolean
  readonly msg?: string
  readonly exception?: string
}

test.skipIf(withoutStrace)(
  'modules in roots with links that lead out of them: no path leaves the root, by strace, and nothing outside changes',
  () => {
    let done = 0
    let written = 0
    for (let from = 0; from < Math.ceil(120 * scale); from += 100) {
      const batch = fc.sample(trials, { numRuns: Math.min(100, 120 * scale - from), seed: seed + from })
      written += runBatch(batch).filter(({ changed }) => changed).length
      done += batch.length
    }
    console.log(`hostile input, linked roots: ${done} tried, ${written} reached the writer`)
    expect(written).toBeGreaterThan(done / 4)
  },
  7_200_000
)

/** Runs each trial in check mode, for real and once more, all by one shell under strace. */
function runBatch(batch: readonly LinkedTrial[]): readonly Ran[] {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'nic-bonding-linked-')))
  try {
    const folders = batch.map((_, index) => join(scratch, String(index)))
    const tasks = batch.flatMap(({ module, trial, links }, index) => {
      const folder = folders[index] ?? ''
      mkdirSync(folder)
      const files = Object.entries(trial.files).map(([path, text]) => [path, fileText(text)])
      buildRoot(folder, Object.fromEntries(files), links)
      return [true, false, false].map((_ansible_check_mode, at) => {
        const args = join(folder, `args${at}.json`)
        writeFileSync(args, JSON.stringify({ ...trial.args, root: join(folder, 'root'), _ansible_check_mode }))
        return [...moduleCommand(module), args]
      })
    })
    const before = folders.map(treesOf)
    const results = runAll(scratch, tasks)
    return batch.map((one, index) => {
      const [dry, ran, again] = results.slice(index * 3)
      const folder = folders[index] ?? ''
      try {
        expectLaws(dry, ran, again)
        const [rootBefore, outsideBefore] = before[index] ?? []
        const [root, outside] = treesOf(folder)
        expect(outside).toEqual(outsideBefore)
        if (ran?.changed !== true) expect(root).toEqual(rootBefore)
        expect(JSON.stringify(ran)).not.toContain(secret)
        const left = strays(join(scratch, 'trace'), folder)
        if (left.length > 0) throw new Error(`calls outside of the root:\n${left.join('\n')}`)
      } catch (error) {
        throw new Error(`${JSON.stringify(one)}: ${error instanceof Error ? error.message : error}`)
      }
      return ran ?? { changed: false }
    })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function runAll(scratch: string, commands: readonly (readonly string[])[]): readonly Ran[] {
  const list = join(scratch, 'commands')
  writeFileSync(list, commands.map(words => `${words.join(' ')}\n`).join(''))
  const strace = ['-f', '-y', '-o', join(scratch, 'trace'), '-e', 'trace=%file', '-s', '4096', '--seccomp-bpf']
  const done = spawnSync('strace', [...strace, 'sh', list], { maxBuffer: 1 << 28, encoding: 'utf8' })
  if (done.stderr !== '') throw new Error(`the commands failed: ${done.stderr}`)
  const isTraced = /\("[^"]*\/\d+\/root\/etc/.test(readFileSync(join(scratch, 'trace'), 'latin1'))
  expect(isTraced, 'the trace shows how the roots are read').toBe(true)
  return done.stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}

function expectLaws(dry: Ran | undefined, ran: Ran | undefined, again: Ran | undefined): void {
  expect(ran?.exception).toBeUndefined()
  const said = (one: Ran | undefined) => JSON.stringify(one).replace(/args\d\.json/g, '')
  expect(said(ran)).toBe(said(dry))
  if (ran?.failed !== true) expect([again?.changed, again?.msg]).toEqual([false, undefined])
}

function treesOf(folder: string): readonly ReadonlyMap<string, string>[] {
  return ['root', 'outside'].map(name => (existsSync(join(folder, name)) ? readTree(join(folder, name)) : new Map()))
}
