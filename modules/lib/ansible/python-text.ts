// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** White space by Python's str.isspace(), which differs from JavaScript's at U+001C to U+001F, U+0085 and U+FEFF. */
const space = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const outerSpace = new RegExp(`^${space}+|${space}+$`, 'g')

/** Python's str.strip(). */
export function strip(text: string): string {
  return text.replace(outerSpace, '')
}

/** Python's str() of a JSON number or boolean. A fraction of zero is lost: `JSON.parse` reads 1.0 as 1. */
export function pythonStr(value: number | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value === 0 || Math.abs(value) >= 1e-4) return String(value)
  return value.toExponential().replace(/e-(\d)$/, 'e-0$1')
}

/**
 * The integer that a text means to `decimal.Decimal`, which reads it since ansible-core 2.16: blanks around it,
 * underscores, exponents and a fraction of zeros are allowed. `undefined` for anything else, and beyond 2^53.
 */
export function parsePythonInt(text: string): number | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(strip(text).replace(/_/g, ''))
  if (match === null) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  if (whole === '' && fraction === '') return undefined
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return 0
  const zeros = Number(exponent) - fraction.length + digits.length - significant.length
  if (zeros < 0 || zeros > 16) return undefined
  const value = Number(`${sign}${significant}${'0'.repeat(zeros)}`)
  return Number.isSafeInteger(value) ? value : undefined
}
