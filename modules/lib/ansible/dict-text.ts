// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { isJsonObject, type JsonObject, jsonObject } from './json.ts'
import { jsonOfPythonLiteral } from './python-literal.ts'
import { strip } from './python-text.ts'

/**
 * Reads a dict that was written as text by check_type_dict() of ansible.module_utils.common.validation: JSON or a Python
 * literal when it begins with a brace, else `k1=v1 k2=v2` with blanks or commas between. `undefined` where it is neither.
 */
export function parseDictText(text: string): JsonObject | undefined {
  if (!text.startsWith('{')) return text.includes('=') ? parseKeyValues(strip(text)) : undefined
  const value = parseJson(text) ?? parseJson(jsonOfPythonLiteral(text) ?? '')
  return isJsonObject(value) ? value : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function parseKeyValues(text: string): JsonObject | undefined {
  const entries = splitFields(text).map(field => {
    const equals = field.indexOf('=')
    return equals < 0 ? undefined : ([field.slice(0, equals), field.slice(equals + 1)] as const)
  })
  const complete = entries.filter(entry => entry !== undefined)
  return complete.length === entries.length ? jsonObject(complete) : undefined
}

/** A backslash takes the next character as it is, also inside quotes; quotes that are not closed end with the text. */
function splitFields(text: string): readonly string[] {
  const fields: string[] = []
  let field = ''
  let quote = ''
  let escaped = false
  for (const char of text) {
    if (escaped) {
      field += char
      escaped = false
    } else if (char === '\\') {
      escaped = true
    } else if (quote === '' && (char === "'" || char === '"')) {
      quote = char
    } else if (char === quote) {
      quote = ''
    } else if (quote === '' && (char === ',' || char === ' ')) {
      fields.push(field)
      field = ''
    } else {
      field += char
    }
  }
  return [...fields, field].filter(each => each !== '')
}
