// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { errnoOf } from '../errors.ts'
import { writeAll } from '../open-file.ts'

/**
 * Writes a value to standard output as one line of JSON. Only ASCII leaves: the controller cuts its input at U+0085,
 * U+2028 and U+2029 also inside strings, and ansible-core 2.22 refuses lone surrogates, which become U+FFFD. A reader that is
 * gone (EPIPE) has lost interest, which is no failure.
 */
export function writeResult(result: unknown): void {
  try {
    writeAll(1, system.encode(`${asciiJson(result)}\n`))
  } catch (error) {
    if (errnoOf(error) !== 'EPIPE') throw error
  }
}

/** JSON in ASCII; every other character is a `\u` escape. */
export function asciiJson(value: unknown): string {
  const json = JSON.stringify(value, (_, item: unknown) => (typeof item === 'string' ? wellFormed(item) : item))
  return json.replace(/[\x7f-\uffff]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, match =>
    match.length === 2 ? match : '\ufffd'
  )
}
