// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type LogicalChar, logicalChars, textOf } from './logical-chars.ts'

/** One parameter of an options line as the kernel takes it apart, and the part of the line's source that it stands in. */
export interface OptionWord {
  /** With `-` turned to `_`, as the kernel compares names (parameq() in kernel/params.c). */
  readonly name: string
  /** Without the quotes around it; `undefined` for a name without `=`, which switches a boolean on. */
  readonly value: string | undefined
  readonly start: number
  readonly end: number
}

/**
 * The parameters in the source of an options line, by the kernel's next_arg() (lib/cmdline.c): white space separates them
 * except between double quotes, and nothing is escaped there. modprobe has turned tabs into blanks before
 * (kmod_config_add_options()).
 */
export function optionWords(source: string): readonly OptionWord[] {
  const words: OptionWord[] = []
  let word: LogicalChar[] = []
  let isQuoted = false
  for (const char of optionChars(source)) {
    if (!isQuoted && /[ \t\n\v\f\r]/.test(char.text)) {
      words.push(...toWord(word))
      word = []
      continue
    }
    if (char.text === '"') isQuoted = !isQuoted
    word.push(char)
  }
  return [...words, ...toWord(word)]
}

/** Where parameters begin, in the source of an options line. */
export function optionsStart(source: string): number {
  return optionChars(source)[0]?.start ?? source.length
}

/** What follows the keyword and the module's name. */
function optionChars(source: string): readonly LogicalChar[] {
  const chars = logicalChars(source)
  const text = textOf(chars)
  const head = /^[\t ]*[a-z]+[\t ]+[^\t ]+[\t ]+/.exec(text)?.[0] ?? text
  return chars.slice(head.length)
}

function toWord(chars: readonly LogicalChar[]): readonly OptionWord[] {
  const [first] = chars
  const last = chars.at(-1)
  if (first === undefined || last === undefined) return []
  const text = textOf(chars).replace(/\t/g, ' ')
  const bare = text.startsWith('"') ? unquoted(text) : text
  const equals = bare.indexOf('=', 1)
  const name = (equals < 0 ? bare : bare.slice(0, equals)).replace(/-/g, '_')
  const value = equals < 0 ? undefined : unquoted(bare.slice(equals + 1))
  return [{ name, value, start: first.start, end: last.end }]
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1).replace(/"$/, '') : text
}
