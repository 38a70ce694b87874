// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type ModprobeFile, parseModprobe, stringifyModprobe } from './modprobe-file.ts'
import { type ModprobeLine, parseLine, toUnderscores } from './modprobe-line.ts'
import { type OptionWord, optionsStart, optionWords } from './option-words.ts'

export interface OptionsEdit {
  readonly module: string
  /** What a parameter becomes: its new text, `null` for none; `undefined` leaves its bytes. */
  readonly change: (word: OptionWord) => string | null | undefined
  /** Words for the end of the module's last line. */
  readonly append: readonly string[]
}

/** The text with the module's options lines edited; a line without any word left goes. Other lines keep their bytes. */
export function editOptions(text: string, { module, change, append }: OptionsEdit): string {
  const file = parseModprobe(text)
  const last = file.lines.findLastIndex(line => isOptionsOf(line, module))
  const lines: ModprobeLine[] = []
  file.lines.forEach((line, index) => {
    if (!isOptionsOf(line, module)) lines.push(line)
    else lines.push(...edited(line.source, change, index === last ? append : []).map(parseLine))
  })
  return stringifyModprobe({ lines })
}

/** The text without the module's options lines. */
export function withoutOptions(text: string, module: string): ModprobeFile {
  return { lines: parseModprobe(text).lines.filter(line => !isOptionsOf(line, module)) }
}

function isOptionsOf(line: ModprobeLine, module: string): boolean {
  return line.type === 'options' && line.module === toUnderscores(module)
}

/** Blanks and continuations stay where they are; those before a removed word go with it. */
function edited(source: string, change: OptionsEdit['change'], append: readonly string[]): readonly string[] {
  const words = optionWords(source)
  const place = appendingPlace(words)
  const kept: string[] = []
  const add = (gap: string, word: string): void => {
    kept.push(kept.length === 0 ? word : gap + word)
  }
  words.forEach((word, index) => {
    if (index === place) for (const text of append) add(' ', text)
    const text = change(word)
    if (text !== null)
      add(source.slice(words[index - 1]?.end ?? word.start, word.start) || ' ', text ?? bytesOf(source, word))
  })
  if (place === words.length) for (const text of append) add(' ', text)
  if (words.length > 0 && kept.length === 0) return []
  const start = words[0]?.start ?? optionsStart(source)
  return [source.slice(0, start) + kept.join('') + source.slice(words.at(-1)?.end ?? start)]
}

/** Before what looks like a comment, else at the end. */
function appendingPlace(words: readonly OptionWord[]): number {
  const comment = words.findIndex(({ name }) => name.startsWith('#'))
  return comment < 0 ? words.length : comment
}

function bytesOf(source: string, { start, end }: OptionWord): string {
  return source.slice(start, end)
}
