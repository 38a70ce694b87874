// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { typeWords } from './coerce.ts'
import { isJsonObject, shown } from './json.ts'
import type { OptionSpec } from './spec.ts'

/** The message for a value that an option cannot have. Lists and dicts are not repeated: they may hold secrets. */
export function refusal(value: unknown, spec: OptionSpec): string {
  return `${subject(value, spec)} is refused, it must be ${spec.must ?? typeWords[spec.type]}`
}

/** What the documentation says of a list's elements, as an option of its own. */
export function elementSpec(list: OptionSpec): OptionSpec {
  return {
    type: list.elements ?? 'raw',
    ...(list.options === undefined ? {} : { options: list.options }),
    ...(list.choices === undefined ? {} : { choices: list.choices }),
    ...(list.elementsMust === undefined ? {} : { must: list.elementsMust }),
    ...(list.key === undefined ? {} : { key: list.key })
  }
}

function subject(value: unknown, spec: OptionSpec): string {
  if (Array.isArray(value)) return `a list of ${value.length} ${value.length === 1 ? 'element' : 'elements'}`
  if (isJsonObject(value)) return 'a dict'
  return spec.type === 'dict' ? 'this text' : shown(value)
}
