// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { ModuleError } from '../errors.ts'
import { readArguments } from './arguments-text.ts'
import type { DiffEntry } from './diff.ts'
import type { JsonObject } from './json.ts'
import { masked, secretsIn } from './mask.ts'
import { resolveArguments } from './resolve-arguments.ts'
import type { ArgumentDefinition } from './spec.ts'
import { writeResult } from './write-result.ts'

/** What a module returns; more keys go to the task's result as they are. */
export interface ModuleResult {
  readonly changed: boolean
  readonly failed?: boolean
  readonly msg?: string
  readonly diff?: readonly DiffEntry[]
  readonly warnings?: readonly string[]
  /** Texts that must not be shown, beside those that stand under a secret's key; not a part of the result. */
  readonly secrets?: readonly string[]
  readonly [key: string]: unknown
}

export interface RunContext {
  readonly checkMode: boolean
  readonly diffMode: boolean
}

/** A module; `T` is the generated type of its arguments. */
export interface Module<T> extends ArgumentDefinition {
  readonly name: string
  /** Problems of the arguments alone that neither documentation nor rules can say; `invalid` ones have theirs already. */
  readonly check?: (values: Partial<T>, invalid: ReadonlySet<string>) => readonly string[]
  readonly run: (values: T, context: RunContext) => ModuleResult
}

/** What is known of a run, for its result, however it ends. */
interface Call {
  raw: JsonObject
  values: JsonObject
}

/**
 * Runs a module: one JSON object on standard output in every ending, exit code 1 on failure. The only place that
 * catches; whatever is not a ModuleError is reported as a bug, with its stack.
 */
export function runModule<T>(module: Module<T>): void {
  const call: Call = { raw: {}, values: {} }
  const result = resultOf(module, call)
  if (result.failed === true) system.setExitStatus(1)
  writeResult(presentable(result, call))
}

function resultOf<T>(module: Module<T>, call: Call): ModuleResult {
  try {
    return perform(module, call)
  } catch (error) {
    if (error instanceof ModuleError) return { changed: false, failed: true, msg: error.message }
    const limit = limitOf(error)
    if (limit !== undefined) return { changed: false, failed: true, msg: `nic.bonding.${module.name}: ${limit}` }
    const [text, stack] = error instanceof Error ? [error.message, error.stack ?? ''] : [String(error), '']
    const advice = 'this is a bug, report it with the task and the "exception" of this result'
    return {
      changed: false,
      failed: true,
      msg: `Unexpected error in nic.bonding.${module.name}: ${text}; ${advice}`,
      exception: stack
    }
  }
}

/** Which limit an error of the engine tells of, by the words of QuickJS-ng and V8; `undefined` for any other error. */
function limitOf(error: unknown): string | undefined {
  const text = error instanceof Error ? error.message : ''
  // The second where there is no memory for the words of the first (JS_MakeError2()).
  if (
    /^(?:out of memory|Invalid error message|Array buffer allocation failed|Invalid string length|invalid string length)$/.test(
      text
    )
  )
    return 'out of memory: what there is to read takes more than 256 MB, or than this user may have (ulimit -v); raise that limit, or remove files that are too large'
  if (/^(?:Maximum call stack size exceeded|stack overflow)$/.test(text))
    return 'out of stack: what there is to read is nested too deeply for what this user may have (ulimit -s); raise that limit'
  return undefined
}

function perform<T>(module: Module<T>, call: Call): ModuleResult {
  call.raw = readArguments()
  const { values, invalid, problems } = resolveArguments(module, call.raw)
  call.values = values
  const all = [...problems, ...(module.check?.(values as Partial<T>, invalid) ?? [])]
  if (all.length > 0) throw new ModuleError('invalid-argument', all)
  return module.run(values as unknown as T, {
    checkMode: call.raw._ansible_check_mode === true,
    diffMode: call.raw._ansible_diff === true
  })
}

/** The result with its invocation and without its secrets; a task with no_log shows neither invocation nor diff. */
function presentable({ secrets = [], ...result }: ModuleResult, { raw, values }: Call): unknown {
  const hidden = [...secrets, ...secretsIn(raw), ...secretsIn(values), ...secretsIn(result)]
  if (raw._ansible_no_log === true) {
    const { diff: _, ...quiet } = result
    return masked(quiet, hidden)
  }
  const invocation = raw._ansible_inject_invocation === false ? {} : { invocation: { module_args: values } }
  return masked({ ...result, ...invocation }, hidden)
}
