// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { errnoOf, ModuleError } from '../errors.ts'
import { readToEnd, withOpenFile } from '../open-file.ts'
import { isJsonObject, type JsonObject } from './json.ts'

/**
 * The arguments of this run, with Ansible's internal `_ansible_*` keys: those that the text of the module carries, else those in
 * the file that the first word names, else those on standard input.
 */
export function readArguments(): JsonObject {
  const [file] = system.args
  return parseArguments(system.carriedArguments ?? (file === undefined ? standardInput() : argumentsFile(file)))
}

/** Reads the JSON; the wrapper `{"ANSIBLE_MODULE_ARGS": {...}}` of Python modules is taken off. */
export function parseArguments(text: string): JsonObject {
  const value = parseJson(text)
  if (!isShallow(value)) throw tooDeep()
  const inner = isJsonObject(value) && isJsonObject(value.ANSIBLE_MODULE_ARGS) ? value.ANSIBLE_MODULE_ARGS : value
  if (isJsonObject(inner)) return inner
  throw new ModuleError('invalid-argument', ['arguments: they are no JSON object; a module gets its options as one'])
}

/** Levels of lists and dicts that are read: more than any option has, and few enough for every walk through them. */
const deepest = 32

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep()
    if (!(error instanceof SyntaxError)) throw error
    throw new ModuleError('invalid-argument', [
      'arguments: they are no JSON; numbers such as NaN and Infinity, which Ansible passes on, have none'
    ])
  }
}

function tooDeep(): ModuleError {
  return new ModuleError('invalid-argument', ['arguments: are nested too deeply; no option takes more than ten levels'])
}

/** Whether a JSON value has no more levels than are read. */
function isShallow(value: unknown): boolean {
  let level: readonly unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return false
    level = level.flatMap(item => (typeof item === 'object' && item !== null ? Object.values(item) : []))
  }
  return true
}

function argumentsFile(path: string): string {
  try {
    return textOf(path)
  } catch (error) {
    const reason = errnoOf(error) ?? (error instanceof Error ? error.message : String(error))
    throw new ModuleError('invalid-argument', [`arguments: ${path} cannot be read (${reason}); give a file of JSON`])
  }
}

function textOf(path: string): string {
  return withOpenFile(path, system.constants.O_RDONLY, 0, fd => system.decode(readToEnd(fd, system.fstat(fd).size)))
}

/** Nobody is asked to type JSON; where there is no standard input at all, there are no arguments either. */
function standardInput(): string {
  const text = system.isTerminal(0) ? '' : (ifReadable(() => system.decode(readToEnd(0))) ?? '')
  if (text.trim() !== '') return text
  throw new ModuleError('invalid-argument', [
    'arguments: none were given; Ansible runs this as a module, by hand it takes a file of JSON: ' +
      'nic-bonding <module> <arguments.json>, or node <this file> <arguments.json>'
  ])
}

function ifReadable(read: () => string): string | undefined {
  try {
    return read()
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
    return undefined
  }
}
