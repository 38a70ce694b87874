// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { byteCharacter } from './decode-bytes.ts'

/** Who reads the `$'…'`: they differ in `\cX`, `\x{…}` and NUL. */
export type AnsiCDialect = 'bash' | 'networkmanager'

/**
 * What `$'…'` means, given the text between the quotes; bytes above 0x7f come as byte characters (`joinBytes`).
 * `undefined` where this reader has no certain meaning for it. Sources: bash lib/sh/strtrans.c `ansicstr`,
 * NetworkManager shvar.c `svUnescape_full`.
 */
export function decodeAnsiC(body: string, dialect: AnsiCDialect): string | undefined {
  const decoded = body.split(ESCAPE[dialect]).map((piece, index) => (index % 2 === 0 ? piece : decodeEscape(piece)))
  if (decoded.includes(undefined)) return undefined
  const text = decoded.join('')
  if (!text.includes('\0')) return text
  return dialect === 'bash' ? text.slice(0, text.indexOf('\0')) : undefined
}

const ESCAPE: Readonly<Record<AnsiCDialect, RegExp>> = {
  bash: /(\\(?:[0-7]{1,3}|x\{[0-9A-Fa-f]*\}?|x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|c\\\\|c[\s\S]|[\s\S]))/,
  networkmanager: /(\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|[\s\S]))/
}

const SINGLE: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1b'],
  ['E', '\x1b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['?', '?'],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\']
])

function decodeEscape(source: string): string | undefined {
  const name = source.charAt(1)
  const digits = source.slice(2)
  if (/[0-7]/.test(name)) return byteCharacter(Number.parseInt(source.slice(1), 8) & 0xff)
  if (name === 'x' && digits.startsWith('{')) return undefined
  if (name === 'x' && digits !== '') return byteCharacter(Number.parseInt(digits, 16))
  if ((name === 'u' || name === 'U') && digits !== '') return decodeCodePoint(Number.parseInt(digits, 16))
  if (name === 'c' && digits !== '') return decodeControl(digits)
  return SINGLE.get(name) ?? source
}

function decodeCodePoint(code: number): string | undefined {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined
  return String.fromCodePoint(code)
}

function decodeControl(operand: string): string | undefined {
  const code = operand.toUpperCase().charCodeAt(0)
  if (code > 0x7f) return undefined
  return operand === '?' ? '\x7f' : String.fromCharCode(code & 0x1f)
}
