// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { listOptions, parseModprobe } from './modprobe-file.ts'
import { toUnderscores } from './modprobe-line.ts'
import { type OptionWord, optionWords } from './option-words.ts'
import type { ModprobeSource } from './read-sources.ts'

/** An options line of a module. */
export interface StandingOptions {
  readonly source: ModprobeSource
  readonly path: string
  /** Counted from 1. */
  readonly line: number
  readonly options: string
  readonly words: readonly OptionWord[]
}

/** The options lines of a name in the order in which kmod puts them together (kmod_module_get_options()). */
export function findOptions(sources: readonly ModprobeSource[], module: string): readonly StandingOptions[] {
  const name = toUnderscores(module) ?? module
  return sources.flatMap(source =>
    listOptions(parseModprobe(source.text))
      .filter(line => line.module === name)
      .map(({ options, line, source: text }) => ({
        source,
        path: source.path,
        line,
        options,
        words: optionWords(text)
      }))
  )
}

/** What the module gets: of a parameter that is given more than once, the kernel keeps the last (parse_args()). */
export function effectiveOptions(standing: readonly StandingOptions[]): ReadonlyMap<string, string | undefined> {
  const words = standing.flatMap(({ words }) => words)
  return new Map(words.map(({ name, value }): [string, string | undefined] => [name, value]))
}
