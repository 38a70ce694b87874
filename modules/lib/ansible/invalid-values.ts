// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { isJsonObject, ownValue } from './json.ts'
import { elementSpec } from './refusal.ts'
import type { ArgumentDefinition, OptionSpec } from './spec.ts'

/** A value that the generated check refuses, and the option, or element of an option, that it was given for. */
export interface InvalidValue {
  readonly path: string
  readonly value: unknown
  readonly spec: OptionSpec
}

/** Runs the generated check on coerced values and says where it found something, each place once. */
export function invalidValues({ spec, validate }: ArgumentDefinition, values: unknown): readonly InvalidValue[] {
  if (validate(values)) return []
  const pointers = [...new Set((validate.errors ?? []).map(error => error.instancePath))]
  return pointers.map(pointer => valueAt(pointer.split('/').slice(1), values, { type: 'dict', options: spec }))
}

/** Walks values and specs along a JSON pointer; names of options hold no escaped characters. */
function valueAt(pointer: readonly string[], values: unknown, root: OptionSpec): InvalidValue {
  let path = ''
  let value = values
  let spec = root
  for (const step of pointer) {
    if (Array.isArray(value)) {
      path += `[${step}]`
      value = value[Number(step)]
      spec = elementSpec(spec)
    } else {
      path += path === '' ? step : `.${step}`
      value = isJsonObject(value) ? ownValue(value, step) : undefined
      spec = spec.options?.[step] ?? { type: 'raw' }
    }
  }
  return { path, value, spec }
}
