import { vi } from 'vitest'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { resolveArguments } from '../../../modules/lib/ansible/resolve-arguments.ts'
import type { Module } from '../../../modules/lib/ansible/run-module.ts'
import { asciiJson } from '../../../modules/lib/ansible/write-result.ts'
import { current, memoryHost, type World } from './_world.ts'

/** What a module said, and what it did to the world that it ran in. */
export interface Run {
  readonly result: { readonly [key: string]: unknown }
  readonly text: string
  readonly looked: readonly string[]
  readonly wrote: readonly string[]
}

type AnyModule = Module<JsonObject>

/**
 * A module with all its own code, but for the disk and standard streams: its arguments come from here, its result goes here, its
 * host is a world in memory, and the journal of a world is always empty.
 */
export interface LoadedModule {
  readonly name: string
  readonly definition: AnyModule
  /** What is wrong with arguments in themselves. */
  readonly problemsOf: (raw: JsonObject) => readonly string[]
  /** Arguments by their options' own names and types. */
  readonly valuesOf: (raw: JsonObject) => JsonObject
  readonly run: (raw: JsonObject, world: World) => Run
}

const stage: { raw: JsonObject; printed: string | undefined } = { raw: {}, printed: undefined }
const loaded = new Map<string, { readonly module: AnyModule; readonly start: () => void }>()

vi.mock('../../../modules/lib/ansible/arguments-text.ts', () => ({ readArguments: () => stage.raw }))
vi.mock('../../../modules/lib/ansible/write-result.ts', async original => ({
  ...(await original<object>()),
  writeResult: (result: unknown) => {
    stage.printed = asciiJson(result)
  }
}))
vi.mock('../../../modules/lib/ansible/run-module.ts', async original => {
  const real = await original<{ runModule: (module: AnyModule) => void }>()
  const runModule = (module: AnyModule) => {
    loaded.set(module.name, { module, start: () => real.runModule(module) })
  }
  return { ...real, runModule }
})
vi.mock('../../../modules/lib/host/node-host.ts', () => ({ createHost: memoryHost }))
vi.mock('../../../modules/lib/host/check-writable.ts', () => ({ checkWritable: () => undefined }))
vi.mock('../../../modules/lib/apply/resume-guard.ts', () => ({ resumedChanges: () => [] }))
vi.mock('../../../modules/lib/host/journal/lock.ts', () => ({
  withLock: (_root: string, _what: string, run: () => unknown) => run()
}))
vi.mock('../../../modules/lib/host/journal/read-changes.ts', () => ({ readChanges: () => [], hasStrays: () => false }))
vi.mock('../../../modules/lib/host/journal/recover.ts', () => ({ recover: () => undefined }))
vi.mock('../../../modules/lib/host/journal/write-change.ts', () => ({
  dropChange: () => undefined,
  writeFiles: ({ host, files, backup }: { host: ReturnType<typeof memoryHost>; files: []; backup: boolean }) => {
    host.apply(files, { backup })
    return 'change'
  }
}))

/** Loads the entry file of a module. */
export async function loadModule(name: string): Promise<LoadedModule> {
  await import(`../../../modules/${name}.ts`)
  const found = loaded.get(name)
  if (found === undefined) throw new Error(`modules/${name}.ts runs no module of that name`)
  const { module, start } = found
  return {
    name,
    definition: module,
    problemsOf: raw => {
      const { values, invalid, problems } = resolveArguments(module, raw)
      return [...problems, ...(module.check?.(values, invalid) ?? [])]
    },
    valuesOf: raw => resolveArguments(module, raw).values,
    run: (raw, world) => {
      Object.assign(stage, { raw, printed: undefined })
      const { looked, wrote } = current(world)
      start()
      process.exitCode = 0
      if (stage.printed === undefined) throw new Error(`${name} printed nothing`)
      return { result: JSON.parse(stage.printed), text: stage.printed, looked: [...looked], wrote: [...wrote] }
    }
  }
}
