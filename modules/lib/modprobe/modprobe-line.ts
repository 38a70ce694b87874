// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { logicalText } from './logical-chars.ts'

/** One logical line with its terminator; `source` is its exact text, so that serialising is concatenation. */
export type ModprobeLine =
  | { readonly type: 'blank' | 'comment'; readonly source: string }
  /** What kmod reports as "ignoring bad line" and skips. */
  | { readonly type: 'opaque'; readonly source: string }
  /** `pattern` and `module` as kmod compares them: unescaped, with `-` turned to `_`. */
  | { readonly type: 'alias'; readonly source: string; readonly pattern: string; readonly module: string }
  /** `module` as kmod compares it, `options` as it hands them to the module. */
  | { readonly type: 'options'; readonly source: string; readonly module: string; readonly options: string }
  /** A command that runs instead of loading modules of this pattern. */
  | { readonly type: 'install'; readonly source: string; readonly pattern: string; readonly command: string }
  | { readonly type: 'blacklist'; readonly source: string; readonly module: string }
  | { readonly type: 'directive'; readonly source: string; readonly keyword: string }

/** What of modprobe.d(5) has no type of its own; `include` and `config` are read by module-init-tools only. */
const KEYWORDS: readonly string[] = ['config', 'include', 'remove', 'softdep', 'weakdep']

/**
 * Cuts a text into logical lines, each with its terminator; joined again they are the text.
 * A backslash takes the next character with it, a newline included (kmod, freadline_wrapped()).
 */
export function splitLogicalLines(text: string): readonly string[] {
  if (!text.includes('\\')) return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const lines: string[] = []
  let start = 0
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '\\') {
      index += 1
    } else if (text[index] === '\n') {
      lines.push(text.slice(start, index + 1))
      start = index + 1
    }
  }
  return start < text.length ? [...lines, text.slice(start)] : lines
}

/** Reads one logical line as kmod's kmod_config_parse() does; odd text becomes `opaque`, it never throws. */
export function parseLine(source: string): ModprobeLine {
  const text = logicalText(source)
  if (text.startsWith('#')) return { type: 'comment', source }
  const [keyword, first, second] = text.split(/[\t ]+/).filter(word => word !== '')
  if (keyword === undefined) return { type: 'blank', source }
  if (KEYWORDS.includes(keyword)) return { type: 'directive', source, keyword }
  const name = first === undefined ? undefined : toUnderscores(first)
  if (name === undefined) return { type: 'opaque', source }
  if (keyword === 'options' || keyword === 'install') return restLine({ source, text, keyword, name })
  if (keyword === 'blacklist') return { type: 'blacklist', source, module: name }
  const module = second === undefined ? undefined : toUnderscores(second)
  if (keyword !== 'alias' || module === undefined) return { type: 'opaque', source }
  return { type: 'alias', source, pattern: name, module }
}

interface RestLine {
  readonly source: string
  readonly text: string
  readonly keyword: 'options' | 'install'
  readonly name: string
}

/**
 * All that follows the name counts, a number sign too; without any, kmod skips the line (kmod_config_parse()). Tabs between
 * options become blanks (kmod_config_add_options()).
 */
function restLine({ source, text, keyword, name }: RestLine): ModprobeLine {
  const rest = /^[\t ]*[a-z]+[\t ]+[^\t ]+[\t ]+(.+)$/s.exec(text)?.[1]?.trim()
  if (rest === undefined) return { type: 'opaque', source }
  return keyword === 'options'
    ? { type: 'options', source, module: name, options: rest.replace(/\t/g, ' ') }
    : { type: 'install', source, pattern: name, command: rest }
}

/**
 * The spelling in which kmod compares names: `-` is `_`, except between brackets (underscores()).
 * `undefined` for brackets without a partner, which make kmod skip the line.
 */
export function toUnderscores(word: string): string | undefined {
  const parts: readonly string[] = word.match(/\[[^\]]*\]|[^[\]]+|[[\]]/g) ?? []
  if (parts.includes('[') || parts.includes(']')) return undefined
  return parts.map(part => (part.startsWith('[') ? part : part.replace(/-/g, '_'))).join('')
}
