// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** One line of a routing file whose lines are arguments of ip(8). */
export interface ArgumentLine {
  /** The bytes of the line, its end included. */
  readonly source: string
  /** The arguments as its readers split them; `undefined` for a blank line and for a comment. */
  readonly words: readonly string[] | undefined
}

/**
 * Reads a text line by line; the sources together are the text again. Readers split at blanks and tabs, take a line that
 * begins with a number sign for a comment, and know no quotes (handle_ip_file() in ifup-routes, parse_route_line() in
 * NetworkManager's ifcfg-rh reader).
 */
export function parseArguments(text: string): readonly ArgumentLine[] {
  return (text.match(/[^\n]*\n|[^\n]+/g) ?? []).map(source => {
    const isArguments = !/^\s*(?:#|$)/.test(source)
    return { source, words: isArguments ? wordsOf(source) : undefined }
  })
}

/** A line that a text shall have. */
export interface WantedLine {
  readonly meaning: string
  readonly text: string
}

/**
 * A text that has each of the wanted lines once: lines of the same meaning and comments keep their bytes, others go, and new
 * ones come last. `meaningOf` tells what a line says.
 */
export function withLines(
  text: string,
  wanted: readonly WantedLine[],
  meaningOf: (words: readonly string[]) => string
): string {
  const missing = new Map(wanted.map(line => [line.meaning, line.text]))
  const kept = parseArguments(text).filter(({ words }) => words === undefined || missing.delete(meaningOf(words)))
  const rest = kept.map(({ source }) => source).join('')
  const separator = rest === '' || rest.endsWith('\n') || missing.size === 0 ? '' : '\n'
  return `${rest}${separator}${[...missing.values()].map(line => `${line}\n`).join('')}`
}

/**
 * The first line that initscripts would not read as it looks: `read` without -r joins a line that ends with a backslash to
 * the next, be it a comment, and the shell expands wildcards in the words.
 */
export function unsafeLine(text: string): number | undefined {
  const index = parseArguments(text).findIndex(
    ({ source, words }) => source.includes('\\') || (words ?? []).some(word => /[*?[\]]/.test(word))
  )
  return index < 0 ? undefined : index + 1
}

/** Whether any line of a text is more than a comment. */
export function hasArguments(text: string): boolean {
  return parseArguments(text).some(({ words }) => words !== undefined)
}

function wordsOf(source: string): readonly string[] {
  return source.split(/[ \t\n]+/).filter(word => word !== '')
}
