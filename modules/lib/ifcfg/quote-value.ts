// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { hasLoneSurrogate } from './decode-bytes.ts'

/**
 * Whether a value can stand in an ifcfg file so that every reader reads it back. Not so: control characters other
 * than tab (a newline would begin a second line, a carriage return stays in bash's value), and bytes that are not
 * UTF-8, which NetworkManager rejects.
 */
export function isWritableValue(value: string): boolean {
  return !/[\0-\x08\n-\x1f\x7f-\x9f]/.test(value) && !hasLoneSurrogate(value)
}

/**
 * The value as it is written after `KEY=`: bare where every reader takes it so, else in double quotes.
 * Throws RangeError for a value that `isWritableValue` refuses.
 */
export function quoteValue(value: string): string {
  if (!isWritableValue(value)) {
    throw new RangeError(`The value ${JSON.stringify(value)} holds a character that an ifcfg file cannot hold`)
  }
  if (/^[\w./:,+@%^=-]*$/.test(value)) return value
  return `"${value.replace(/[\\"$`]/g, '\\$&')}"`
}
