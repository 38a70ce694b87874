// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** One logical line with its terminator; `source` is its exact text, so that serialising is concatenation. */
export type ModprobeLine =
  | { readonly type: 'blank' | 'comment'; readonly source: string }
  /** What kmod reports as "ignoring bad line" and skips. */
  | { readonly type: 'opaque'; readonly source: string }
  /** `pattern` and `module` as kmod compares them: unescaped, with `-` turned to `_`. */
  | { readonly type: 'alias'; readonly source: string; readonly pattern: string; readonly module: string }
  /** `module` as kmod compares it, `options` as it hands them to the module. */
  | { readonly type: 'options'; readonly source: string; readonly module: string; readonly options: string }
  | { readonly type: 'directive'; readonly source: string; readonly keyword: string }

/** Everything of modprobe.d(5) but `alias` and `options`; `include` and `config` are read by module-init-tools only. */
const KEYWORDS: readonly string[] = ['blacklist', 'config', 'include', 'install', 'remove', 'softdep', 'weakdep']

/** A continuation vanishes; a backslash at the very end makes freadline_wrapped() store EOF as the byte 0xff. */
const UNESCAPED: Readonly<Record<string, string>> = { '\n': '', '': '\udcff' }

/**
 * Cuts a text into logical lines, each with its terminator; joined again they are the text.
 * A backslash takes the next character with it, a newline included (kmod, freadline_wrapped()).
 */
export function splitLogicalLines(text: string): readonly string[] {
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
  const [keyword, first, second] = text.split(/[\t ]+/).filter(word => word !== '')
  if (keyword === undefined) return { type: 'blank', source }
  if (text.startsWith('#')) return { type: 'comment', source }
  if (KEYWORDS.includes(keyword)) return { type: 'directive', source, keyword }
  if (keyword === 'options') return optionsLine(source, text)
  if (keyword !== 'alias') return { type: 'opaque', source }
  const pattern = first === undefined ? undefined : toUnderscores(first)
  const module = second === undefined ? undefined : toUnderscores(second)
  if (pattern === undefined || module === undefined) return { type: 'opaque', source }
  return { type: 'alias', source, pattern, module }
}

/** All that follows the module's name is options, a number sign too; without any, kmod skips the line (kmod_config_parse()). */
function optionsLine(source: string, text: string): ModprobeLine {
  const [, module, options] = /^[\t ]*options[\t ]+([^\t ]+)[\t ]+(.+)$/s.exec(text) ?? []
  const name = module === undefined ? undefined : toUnderscores(module)
  if (name === undefined || options === undefined) return { type: 'opaque', source }
  return { type: 'options', source, module: name, options: options.trim() }
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

/** The line as kmod sees it: joined, unescaped, without its newline, and cut at a NUL as every C string. */
function logicalText(source: string): string {
  const unescaped = source.replace(/\\(.|$)/gs, (_, escaped: string) => UNESCAPED[escaped] ?? escaped)
  const [text = ''] = unescaped.replace(/\n$/, '').split('\0')
  return text
}
