// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { parseDictText } from './dict-text.ts'
import { expandPath } from './expand-path.ts'
import { isJsonObject } from './json.ts'
import { parsePythonInt, pythonStr, strip } from './python-text.ts'
import type { OptionSpec, OptionType } from './spec.ts'

/** A value in the option's type, `undefined` where it cannot be brought into it. */
export type Coerced = { readonly value: unknown } | undefined

/** What a value of each type must be, for messages of options that have no closer words. */
export const typeWords: { readonly [type in OptionType]: string } = {
  str: 'a string',
  int: 'an integer',
  bool: 'a boolean such as true, false, yes or no',
  list: 'a list, or a string with commas between the elements',
  dict: 'a dict, or a string of JSON or key=value pairs',
  path: 'a path',
  raw: 'a value'
}

const trueWords = ['y', 'yes', 'on', '1', 'true', 't']
const falseWords = ['n', 'no', 'off', '0', 'false', 'f']

/**
 * Brings a JSON value into a type by the check_type_*() functions of ansible.module_utils.common.validation in the newest
 * ansible-core, except for `departures`. Null is no value: callers treat it as an option that was not given.
 */
export function coerce(value: unknown, type: OptionType): Coerced {
  switch (type) {
    case 'str':
      return toStr(value)
    case 'int':
      return toInt(value)
    case 'bool':
      return toBool(value)
    case 'list':
      return toList(value)
    case 'dict':
      return toDict(value)
    case 'path':
      return toPath(value)
    case 'raw':
      return { value }
  }
}

/**
 * Brings a value into an option's type, and a boolean into the words that the option has for it: YAML reads `on` and `no`
 * as booleans, so where exactly one choice is such a word, it is meant (_validate_argument_values() of Ansible).
 */
export function coerceOption(value: unknown, spec: OptionSpec): Coerced {
  if (spec.onOff === true && !['on', 'off'].includes(String(value))) {
    const truth = toBool(value)
    if (truth !== undefined) return { value: truth.value === true ? '1' : '0' }
  }
  const coerced = spec.key === undefined || spec.type === 'list' ? coerce(value, spec.type) : toKeyed(value, spec.key)
  const words = coerced?.value === 'True' ? trueWords : coerced?.value === 'False' ? falseWords : []
  const meant = spec.choices?.filter(choice => words.some(word => word === choice)) ?? []
  return meant.length === 1 ? { value: meant[0] } : coerced
}

/** A number, at any depth, that has lost digits on its way through a double; `undefined` where there is none. */
export function findUnsafeInteger(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.abs(value) > Number.MAX_SAFE_INTEGER ? value : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const item of Object.values(value)) {
    const found = findUnsafeInteger(item)
    if (found !== undefined) return found
  }
  return undefined
}

function toStr(value: unknown): { readonly value: string } | undefined {
  if (typeof value === 'string') return { value }
  return typeof value === 'number' || typeof value === 'boolean' ? { value: pythonStr(value) } : undefined
}

/** Text, or a dict of nothing but the key and text, which as an element of a list may be written as JSON. */
function toKeyed(value: unknown, key: string): Coerced {
  const dict = typeof value === 'string' && value.startsWith('{') ? parseDictText(value) : value
  if (!isJsonObject(dict)) return toStr(value)
  const [[name, text] = [], ...others] = Object.entries(dict)
  return name === key && typeof text === 'string' && others.length === 0 ? { value: `${key}=${text}` } : undefined
}

function toInt(value: unknown): Coerced {
  if (typeof value === 'number') return Number.isInteger(value) ? { value } : undefined
  const parsed = typeof value === 'string' ? parsePythonInt(value) : undefined
  return parsed === undefined ? undefined : { value: parsed }
}

function toBool(value: unknown): Coerced {
  if (typeof value === 'boolean') return { value }
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const word = strip(String(value).toLowerCase())
  if (trueWords.includes(word)) return { value: true }
  return falseWords.includes(word) ? { value: false } : undefined
}

function toList(value: unknown): Coerced {
  if (Array.isArray(value)) return { value }
  if (typeof value === 'number' || typeof value === 'boolean') return { value: [pythonStr(value)] }
  if (typeof value !== 'string') return undefined
  return { value: strip(value) === '' ? [] : value.split(',').map(strip) }
}

function toDict(value: unknown): Coerced {
  const dict = typeof value === 'string' ? parseDictText(value) : value
  return isJsonObject(dict) ? { value: dict } : undefined
}

function toPath(value: unknown): Coerced {
  const text = toStr(value)
  return text === undefined ? undefined : { value: expandPath(text.value) }
}
