// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/**
 * A byte that an escape such as `\xc3` puts into a value, as a character: ASCII as itself, any other as the lone
 * surrogate U+DC00 + byte, the form in which the host layer hands over bytes that are not UTF-8.
 */
export function byteCharacter(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)
}

/** Joins byte characters that together are UTF-8 into the characters they mean; others stay as they are. */
export function joinBytes(text: string): string {
  return text.replace(SEQUENCE, sequence => (sequence.charCodeAt(0) < 0xdc00 ? sequence : decode(sequence)))
}

/** Whether the text holds a byte that is not UTF-8, or half a surrogate pair: no reader can be told what it means. */
export function hasLoneSurrogate(text: string): boolean {
  return /[\ud800-\udfff]/u.test(text)
}

// A proper surrogate pair (kept), or well-formed UTF-8 of two to four bytes (RFC 3629, section 4).
const SEQUENCE = new RegExp(
  [
    '[\\ud800-\\udbff][\\udc00-\\udfff]',
    '[\\udcc2-\\udcdf][\\udc80-\\udcbf]',
    '\\udce0[\\udca0-\\udcbf][\\udc80-\\udcbf]',
    '[\\udce1-\\udcec\\udcee\\udcef][\\udc80-\\udcbf]{2}',
    '\\udced[\\udc80-\\udc9f][\\udc80-\\udcbf]',
    '\\udcf0[\\udc90-\\udcbf][\\udc80-\\udcbf]{2}',
    '[\\udcf1-\\udcf3][\\udc80-\\udcbf]{3}',
    '\\udcf4[\\udc80-\\udc8f][\\udc80-\\udcbf]{2}'
  ].join('|'),
  'g'
)

function decode(sequence: string): string {
  const bytes = Array.from(sequence, char => char.charCodeAt(0) - 0xdc00)
  const [lead = 0, ...rest] = bytes
  const head = lead & (0xff >> (bytes.length + 1))
  return String.fromCodePoint(rest.reduce((code, byte) => code * 64 + (byte & 0x3f), head))
}
