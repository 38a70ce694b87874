// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import { ModuleError } from '../errors.ts'
import { isJsonObject, type JsonObject } from './json.ts'

/** Stands in the banner of every bundle, with a comment as its body in whose place Ansible writes the arguments. */
declare function ansibleModuleArguments(): void

/**
 * The arguments of this run, with Ansible's internal `_ansible_*` keys: from the comment in `ansibleModuleArguments`,
 * or, when nothing was written there, from the file that the first argument of the command names.
 */
export function readArguments(): JsonObject {
  const own = typeof ansibleModuleArguments === 'function' ? commentIn(String(ansibleModuleArguments)) : undefined
  return parseArguments(own ?? readArgumentsFile(process.argv[2]))
}

/** The text after the first `//`, `undefined` where it still is the marker. */
export function commentIn(source: string): string | undefined {
  const text = source.slice(source.indexOf('//') + 2, source.lastIndexOf('\n'))
  return text.startsWith('<<') ? undefined : text
}

/** Reads the JSON; the wrapper `{"ANSIBLE_MODULE_ARGS": {...}}` of Python modules is taken off. */
export function parseArguments(text: string): JsonObject {
  const value = parseJson(text)
  const inner = isJsonObject(value) && isJsonObject(value.ANSIBLE_MODULE_ARGS) ? value.ANSIBLE_MODULE_ARGS : value
  if (isJsonObject(inner)) return inner
  throw new ModuleError('invalid-argument', ['arguments: they are no JSON object; a module gets its options as one'])
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new ModuleError('invalid-argument', [
      'arguments: they are no JSON; numbers such as NaN and Infinity, which Ansible passes on, have none'
    ])
  }
}

function readArgumentsFile(path: string | undefined): string {
  if (path === undefined) {
    throw new ModuleError('invalid-argument', [
      'arguments: none were given; Ansible runs this file as a module, by hand it takes a file of JSON: node <this file> <arguments.json>'
    ])
  }
  try {
    return fs.readFileSync(path, 'utf8')
  } catch (error) {
    throw new ModuleError('invalid-argument', [`arguments: ${path} cannot be read, ${String(error)}`])
  }
}
