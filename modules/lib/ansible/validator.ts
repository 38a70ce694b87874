// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { isJsonObject, ownValue } from './json.ts'
import type { Validate } from './spec.ts'

/** Whether a value is what the type of an option says. */
export type Check = (value: unknown) => boolean

/** What is looked at in a value: itself, each element of a list and then perhaps the list itself, or the options of a dict. */
export type Rule = Check | readonly [Rule, Check?] | { readonly [option: string]: Rule }

/** The generated check of a module's arguments, from the rules of its options; options without a rule are not in there. */
export function validator(rules: { readonly [option: string]: Rule }): Validate {
  const validate: Validate = values => {
    const pointers = refused(rules, values, '')
    validate.errors = pointers.map(instancePath => ({ instancePath }))
    return pointers.length === 0
  }
  return validate
}

/** The JSON pointers of the values that a rule refuses. */
function refused(rule: Rule, value: unknown, pointer: string): readonly string[] {
  if (typeof rule === 'function') return rule(value) ? [] : [pointer]
  const found: string[] = []
  if (isElementRule(rule)) {
    const [element, whole] = rule
    if (whole !== undefined && !whole(value)) found.push(pointer)
    const items: readonly unknown[] = Array.isArray(value) ? value : []
    for (const [index, item] of items.entries()) found.push(...refused(element, item, `${pointer}/${index}`))
    return found
  }
  if (!isJsonObject(value)) return [pointer]
  for (const [option, each] of Object.entries(rule)) {
    const given = ownValue(value, option)
    if (given !== undefined) found.push(...refused(each, given, `${pointer}/${option}`))
  }
  return found
}

function isElementRule(rule: Exclude<Rule, Check>): rule is readonly [Rule, Check?] {
  return Array.isArray(rule)
}

/** Whether a value is a list of at most so many elements, no text twice. */
export function isShortSet(value: unknown, most: number): boolean {
  if (!Array.isArray(value) || value.length > most) return false
  const texts = value.filter(item => typeof item === 'string')
  return new Set(texts).size === texts.length
}
