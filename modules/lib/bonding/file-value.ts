// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { isWritableValue } from '../ifcfg/quote-value.ts'

/** Keys whose value is a MAC address: YAML reads 52:54:00:12:34:56 without quotes as a number to the base of 60. */
const macKeys = /^(?:HWADDR|MACADDR)$/

/** Why a value cannot be written to a file, in words that follow "<option>: <key>: "; `undefined` when it can. */
export function checkFileValue(key: string, value: unknown): string | undefined {
  switch (typeof value) {
    case 'boolean':
      return undefined
    case 'number':
      if (macKeys.test(key)) return `${value} is a number, as YAML reads a MAC address without quotes; quote it`
      return Number.isSafeInteger(value)
        ? undefined
        : `${value} is no integer that can be written as it was meant; quote it`
    case 'string':
      return isWritableValue(value)
        ? undefined
        : `${JSON.stringify(value)} has a newline or another control character, which an ifcfg file cannot hold safely; remove it`
    default:
      return `${JSON.stringify(value)} is a ${Array.isArray(value) ? 'list' : 'dict'}; a key of a file takes one string, number or boolean`
  }
}

/** A checked value as it stands in a file: true and false as yes and no, integers in decimal. */
export function toFileText(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)
}

/** Whether a value is a dict, as keys and their values are given. */
export function isSettings(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
