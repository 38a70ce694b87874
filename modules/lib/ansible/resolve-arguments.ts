// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { ruleProblems } from './argument-rules.ts'
import { coerceOption, findUnsafeInteger } from './coerce.ts'
import { invalidValues } from './invalid-values.ts'
import { isJsonObject, type JsonObject, jsonObject } from './json.ts'
import { elementSpec, refusal } from './refusal.ts'
import type { ArgumentDefinition, ArgumentRules, OptionSpec, OptionSpecs } from './spec.ts'
import { unknownOption } from './unknown-option.ts'
import { withoutInvalid } from './without-invalid.ts'

export interface ResolvedArguments {
  /** The coerced values under their options' own names, defaults included; those with a problem are left out. */
  readonly values: JsonObject
  /** Paths such as `miimon`, `bonds[1].mode` or `ports[0]` that have a problem already; of an element, its list too. */
  readonly invalid: ReadonlySet<string>
  readonly problems: readonly string[]
}

interface Place {
  readonly path: string
  readonly rules: ArgumentRules
  readonly problems: string[]
  readonly invalid: Set<string>
}

interface Gift {
  readonly name: string
  readonly value: unknown
}

/**
 * Turns the arguments of a task into the module's own: aliases, unknown options, Ansible's coercion, defaults, rules
 * between options, then the generated check of each value. All problems are found at once; nothing outside is looked at
 * but the environment, for paths.
 */
export function resolveArguments(definition: ArgumentDefinition, raw: JsonObject): ResolvedArguments {
  const { spec, rules = {} } = definition
  const place: Place = { path: '', rules, problems: [], invalid: new Set() }
  const own = jsonObject(Object.entries(raw).filter(([name]) => !name.startsWith('_ansible_')))
  const values = resolveDict(place, spec, own)
  for (const found of invalidValues(definition, values)) {
    if (!place.invalid.has(found.path)) report({ ...place, path: found.path }, refusal(found.value, found.spec))
  }
  return { values: withoutInvalid(spec, values, place), invalid: place.invalid, problems: place.problems }
}

function report(place: Place, text: string): undefined {
  place.problems.push(`${place.path}: ${text}`)
  place.invalid.add(place.path)
}

function resolveDict(place: Place, specs: OptionSpecs, raw: JsonObject): JsonObject {
  const given = collectGifts(place, specs, raw)
  const entries = Object.entries(specs).map(([option, spec]) => {
    const here = { ...place, path: joinPath(place, option), rules: place.rules.suboptions?.[option] ?? {} }
    return [option, resolveGifts(here, spec, given.get(option) ?? [])] as const
  })
  const values = jsonObject(entries.filter(([, value]) => value !== undefined))
  for (const { subject, options, text } of ruleProblems(place.rules, new Set(given.keys()), values)) {
    place.problems.push(`${joinPath(place, subject)}: ${text}`)
    for (const option of options) place.invalid.add(joinPath(place, option))
  }
  return values
}

/** The given values by option, whatever name they came under; null is not given. */
function collectGifts(place: Place, specs: OptionSpecs, raw: JsonObject): ReadonlyMap<string, readonly Gift[]> {
  const options = new Map<string, string>()
  for (const [option, spec] of Object.entries(specs)) {
    for (const name of [option, ...(spec.aliases ?? [])]) options.set(name, option)
  }
  const gifts = new Map<string, readonly Gift[]>()
  for (const [name, value] of Object.entries(raw)) {
    const option = options.get(name)
    if (option === undefined) {
      const owner = place.path === '' ? 'this module' : place.path
      const why = place.rules.refused?.get(name) ?? unknownOption(name, owner, specs)
      place.problems.push(`${joinPath(place, name)}: ${why}`)
    } else if (value !== null) {
      gifts.set(option, [...(gifts.get(option) ?? []), { name, value }])
    }
  }
  return gifts
}

function resolveGifts(place: Place, spec: OptionSpec, gifts: readonly Gift[]): unknown {
  const [first, ...others] = gifts
  if (first === undefined) return spec.required === true ? report(place, 'is required') : spec.default
  const value = resolveValue(place, spec, first.value)
  const text = JSON.stringify(value)
  if (value === undefined || others.every(other => JSON.stringify(resolveValue(place, spec, other.value)) === text))
    return value
  const spelt = gifts.map(gift => gift.name).join(' and ')
  return report(place, `is given as ${spelt} with different values; leave one out`)
}

/** `undefined` stands for a value with a problem, also inside lists, so that the indices of the others stay true. */
function resolveValue(place: Place, spec: OptionSpec, value: unknown): unknown {
  const coerced = coerceOption(value, spec)
  const unsafe = findUnsafeInteger(value) ?? findUnsafeInteger(coerced?.value)
  if (unsafe !== undefined) return report(place, `a number as big as ${unsafe} loses digits and is refused; quote it`)
  if (coerced === undefined) return report(place, refusal(value, spec))
  if (Array.isArray(coerced.value) && spec.elements !== undefined) {
    const element = elementSpec(spec)
    return coerced.value.map((item, index) =>
      resolveValue({ ...place, path: `${place.path}[${index}]` }, element, item)
    )
  }
  const nested = isJsonObject(coerced.value) ? spec.options : undefined
  return nested !== undefined && isJsonObject(coerced.value) ? resolveDict(place, nested, coerced.value) : coerced.value
}

function joinPath(place: { readonly path: string }, option: string): string {
  return place.path === '' ? option : `${place.path}.${option}`
}
