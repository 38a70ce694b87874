import { expect } from 'vitest'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { parseIfcfg } from '../../../modules/lib/ifcfg/parse-ifcfg.ts'
import { stringifyIfcfg } from '../../../modules/lib/ifcfg/stringify-ifcfg.ts'
import { parseModprobe, stringifyModprobe } from '../../../modules/lib/modprobe/modprobe-file.ts'
import { fileText } from './_arbitraries.ts'
import type { LoadedModule, Run } from './_modules.ts'
import type { World } from './_world.ts'

/** One run of a module: its arguments and the files that it finds. */
export interface Trial {
  readonly args: JsonObject
  readonly files: Readonly<Record<string, string>>
}

/** A file that a trial has changed. */
export interface Written {
  readonly path: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** What became of a trial: refused for its arguments or for what the host has, or carried out. */
export type Ending =
  | { readonly state: 'bad arguments' | 'bad host' | 'nothing to do' }
  | { readonly state: 'written'; readonly written: readonly Written[]; readonly world: World; readonly run: Run }

/**
 * Runs a trial in check mode, for real and once more, and holds the laws against it: no crash, check mode says what the run says,
 * what is refused leaves nothing read or written, a second run changes nothing, and texts are read and written without loss.
 */
export function obeyLaws(module: LoadedModule, { args, files: texts }: Trial): Ending {
  const files = Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, fileText(text)]))
  const world: World = new Map(Object.entries(files))
  const dry = module.run({ ...args, _ansible_check_mode: true }, world)
  expect(dry.wrote, 'check mode writes nothing').toEqual([])
  const run = module.run(args, world)
  expect(run.text, 'check mode says what the run says').toBe(dry.text)
  expectNoCrash(run)
  const problems = module.problemsOf(args)
  if (problems.length > 0) {
    expect([run.looked, run.wrote], 'refused arguments leave nothing read').toEqual([[], []])
    expect(run.result.failed).toBe(true)
    return { state: 'bad arguments' }
  }
  if (run.result.failed === true) {
    expect(run.wrote, 'what is refused leaves nothing written').toEqual([])
    return { state: 'bad host' }
  }
  const again = module.run(args, world)
  expect([again.result.changed, again.result.msg, again.wrote], 'a second run changes nothing').toEqual([
    false,
    undefined,
    []
  ])
  if (run.result.changed !== true) {
    expect(run.wrote).toEqual([])
    return { state: 'nothing to do' }
  }
  const written = run.wrote.map(path => ({ path, before: files[path], after: world.get(path) }))
  written.forEach(expectLossless)
  return { state: 'written', written, world, run }
}

function expectNoCrash({ result }: Run): void {
  expect(result.exception, String(result.msg)).toBeUndefined()
  if (result.failed === true) expect(result.msg).toMatch(/^(?!Unexpected error)(?![\s\S]*\n {4}at )[\s\S]+$/)
  else expect(Array.isArray(result.files), 'a result names its files').toBe(true)
}

function expectLossless({ path, before, after }: Written): void {
  for (const text of [before, after]) {
    if (text === undefined) continue
    const again = path.includes('/ifcfg-') ? stringifyIfcfg(parseIfcfg(text)) : stringifyModprobe(parseModprobe(text))
    if (/\/ifcfg-|\/modprobe/.test(path)) expect(again).toBe(text)
  }
}

/** The lines of a text without their ends, so that a last one that gets an end is the same. */
export function linesOf(text = ''): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

/** What the first list has more often than the second. */
export function surplus(first: readonly string[], second: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const item of second) counts.set(item, (counts.get(item) ?? 0) + 1)
  return first.filter(item => {
    const left = counts.get(item) ?? 0
    counts.set(item, left - 1)
    return left <= 0
  })
}
