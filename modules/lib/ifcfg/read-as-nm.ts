// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { decodeAnsiC } from './ansi-c.ts'
import { hasLoneSurrogate, joinBytes } from './decode-bytes.ts'

/** What NetworkManager reads for one key; `valid` false is a value that it rejects and takes for empty. */
export interface NmReading {
  readonly value: string
  readonly valid: boolean
  readonly line: number
  readonly firstLine: number
}

/**
 * Reads a text as NetworkManager's ifcfg-rh plugin does: line by line, the last duplicate wins, a line that is not
 * `KEY=…` is ignored, bad quoting is an empty value. Source: shvar.c `line_new_parse`, `svUnescape_full`, `_svGetValue`
 * (NetworkManager 1.42.4; unchanged in its later releases).
 */
export function readAsNm(text: string): ReadonlyMap<string, NmReading> {
  const readings = new Map<string, NmReading>()
  const seen = /^[^\0]*/.exec(text)?.[0] ?? ''
  seen.split('\n').forEach((source, index) => {
    const match = ASSIGNMENT.exec(source)
    if (match === null) return
    const [, key = '', rest = ''] = match
    const value = unescapeNm(rest)
    const firstLine = readings.get(key)?.firstLine ?? index + 1
    readings.set(key, { value: value ?? '', valid: value !== undefined, line: index + 1, firstLine })
  })
  return readings
}

/** The key that NetworkManager sees on this line, if any; `source` may end in its newline. */
export function nmKeyOf(source: string): string | undefined {
  return ASSIGNMENT.exec(source.replace(/\n$/, ''))?.[1]
}

/** What NetworkManager makes of the text after `KEY=`; `undefined` where it rejects the value. */
function unescapeNm(rest: string): string | undefined {
  let value = ''
  let at = 0
  while (at < rest.length && !/[ \t\f\r;]/.test(rest.charAt(at))) {
    const piece = readPiece(rest, at)
    if (piece === undefined) return undefined
    value += piece.text
    at = piece.end
  }
  if (!/^[ \t\f\r]*;?[ \t\f\r]*(#|$)/.test(rest.slice(at))) return undefined
  const joined = joinBytes(value)
  return hasLoneSurrogate(joined) ? undefined : joined
}

// The blanks of g_ascii_isspace(), which has no vertical tab.
const ASSIGNMENT = /^[ \t\f\r]*([A-Za-z_][A-Za-z0-9_]*)=([\s\S]*)$/

interface Piece {
  readonly text: string
  readonly end: number
}

function readPiece(rest: string, at: number): Piece | undefined {
  const char = rest.charAt(at)
  if (/[|&()<>]/.test(char)) return undefined
  if (char === '\\') return at + 1 < rest.length ? { text: rest.charAt(at + 1), end: at + 2 } : undefined
  if (char === "'") return quoted(/'([^']*)'/y, { rest, at, decode: body => body })
  if (char === '"') return quoted(/"((?:[^"\\$`]|\\[\s\S])*)"/y, { rest, at, decode: decodeDouble(rest) })
  if (rest.startsWith("$'", at)) {
    return quoted(/\$'((?:[^'\\]|\\[\s\S])*)'/y, { rest, at, decode: body => decodeAnsiC(body, 'networkmanager') })
  }
  return { text: char, end: at + 1 }
}

interface Quoted {
  readonly rest: string
  readonly at: number
  readonly decode: (body: string) => string | undefined
}

function quoted(pattern: RegExp, { rest, at, decode }: Quoted): Piece | undefined {
  pattern.lastIndex = at
  const body = pattern.exec(rest)?.[1]
  const text = body === undefined ? undefined : decode(body)
  return text === undefined ? undefined : { text, end: pattern.lastIndex }
}

function decodeDouble(rest: string): (body: string) => string {
  // Old releases of svEscape() wrote a backslash before ' and ~ too, and values of just that form are still read so.
  const old = /^"(?:[^"\\$`'~]|\\["\\$`'~])*"$/.test(rest)
  return body => body.replace(old ? /\\(["\\$`'~])/g : /\\(["\\$`])/g, '$1')
}
