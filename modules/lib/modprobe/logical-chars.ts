// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** A character of a logical line as kmod sees it, and the part of the source that it stands in. */
export interface LogicalChar {
  readonly text: string
  readonly start: number
  readonly end: number
}

/**
 * A line joined, unescaped, without its newline, and cut at a NUL as every C string (freadline_wrapped()). A continuation
 * vanishes; a backslash at the very end makes kmod store EOF as the byte 0xff.
 */
export function logicalChars(source: string): readonly LogicalChar[] {
  const chars: LogicalChar[] = []
  for (let start = 0; start < source.length; start += 1) {
    const isEscape = source[start] === '\\'
    const at = isEscape ? start + 1 : start
    const text = source[at] ?? '\udcff'
    if (text === '\0' || (text === '\n' && !isEscape)) break
    const end = Math.min(at + 1, source.length)
    if (text !== '\n') chars.push({ text, start, end })
    start = at
  }
  return chars
}

/** The line as kmod sees it. */
export function logicalText(source: string): string {
  // Most lines are plain, and characters one by one cost a host more than all else that is read.
  return /[\\\0]/.test(source) ? textOf(logicalChars(source)) : (source.split('\n', 1)[0] ?? '')
}

/** The text of some characters. */
export function textOf(chars: readonly LogicalChar[]): string {
  return chars.map(({ text }) => text).join('')
}
