// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { isJsonObject, type JsonObject, jsonObject } from './json.ts'
import type { OptionSpecs } from './spec.ts'

interface Place {
  readonly path: string
  readonly invalid: Set<string>
}

/** The values without those that have a problem. A list goes as a whole, and is marked, when one of its elements has one. */
export function withoutInvalid(specs: OptionSpecs, values: JsonObject, place: Place): JsonObject {
  const entries = Object.entries(values).map(([option, value]) => {
    const path = place.path === '' ? option : `${place.path}.${option}`
    const nested = specs[option]?.options
    if (Array.isArray(value) && value.some((_, index) => place.invalid.has(`${path}[${index}]`))) {
      place.invalid.add(path)
    }
    if (place.invalid.has(path)) return [option, undefined] as const
    return [option, nested === undefined ? value : pruned(value, nested, { ...place, path })] as const
  })
  return jsonObject(entries.filter(([, value]) => value !== undefined))
}

function pruned(value: unknown, specs: OptionSpecs, place: Place): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => pruned(item, specs, { ...place, path: `${place.path}[${index}]` }))
  }
  return isJsonObject(value) ? withoutInvalid(specs, value, place) : value
}
