import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { readTree } from '../support/tree.ts'

/** What `expect.yml` of a case says; a key that is not there is not looked at, but for `warnings`, which must be all. */
export interface Expectation {
  readonly changed: boolean
  /** Parts of the message of a failure; a case with them fails and leaves the disk as it was. */
  readonly failed?: readonly string[]
  /** A part of each warning, in any order; as many as there are. */
  readonly warnings?: readonly string[]
  /** Keys of the result and their exact values. */
  readonly result?: { readonly [key: string]: unknown }
  /**
   * By the names of ifcfg files that are there before and after, the keys whose values differ then: these and no others. A case
   * from the field says it; for others it is derived from the task.
   */
  readonly changes_keys?: { readonly [file: string]: readonly string[] }
  /** What NetworkManager makes of the files otherwise than meant, before the run as after it, and why that must be so. */
  readonly networkmanager?: {
    readonly reason: string
    /** Devices for which it has no profile of the right kind, or more than one. */
    readonly devices?: readonly string[]
    /** A part of each complaint that it has after the run alone. */
    readonly complaints?: readonly string[]
  }
}

/** One folder below `cases/<module>`: the arguments, the files before and after, what the result says. */
export interface GoldenCase {
  readonly name: string
  readonly module: string
  readonly folder: string
  /** Where such files come from, in a line. */
  readonly origin: string | undefined
  readonly args: { readonly [option: string]: unknown }
  readonly expected: Expectation
  readonly before: ReadonlyMap<string, string>
  readonly after: ReadonlyMap<string, string>
}

const cases = join(import.meta.dirname, 'cases')

/** All cases: a new one is a new folder, with `task.yml` (origin, args), `expect.yml`, `before/` and `after/`. */
export function loadCases(): readonly GoldenCase[] {
  return readdirSync(cases)
    .sort()
    .flatMap(module =>
      readdirSync(join(cases, module))
        .sort()
        .map(name => loadCase(module, name))
    )
}

function loadCase(module: string, name: string): GoldenCase {
  const folder = join(cases, module, name)
  const task: { origin?: string; args: { [option: string]: unknown } } = parse(
    readFileSync(join(folder, 'task.yml'), 'utf8')
  )
  const expected: Expectation = parse(readFileSync(join(folder, 'expect.yml'), 'utf8'))
  const before = treeAt(join(folder, 'before'))
  const hasAfter = existsSync(join(folder, 'after'))
  return {
    name,
    module,
    folder,
    origin: task.origin,
    args: task.args,
    expected,
    before,
    after: hasAfter ? treeAt(join(folder, 'after')) : before
  }
}

function treeAt(folder: string): ReadonlyMap<string, string> {
  return existsSync(folder) ? readTree(folder) : new Map()
}
