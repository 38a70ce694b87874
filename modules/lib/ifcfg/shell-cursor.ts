// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** A place in a shell text that is being read. Mutable on purpose: all `read…` and `skip…` functions move it on. */
export interface Cursor {
  readonly text: string
  at: number
  depth: number
  readonly heredocs: Heredoc[]
  /** Reads the commands up to one of the closing tokens, at least one command; see `shell-list.ts`. */
  readonly readBody: (cursor: Cursor, closers: readonly string[]) => void
}

/** A here-document whose body begins on the next line. */
export interface Heredoc {
  readonly delimiter: string
  readonly quoted: boolean
  readonly tabs: 'strip' | 'keep'
}

/**
 * Thrown inside the shell reader only. `syntax`: bash refuses the text here and reads no further.
 * `beyond`: the text may be fine, but this reader does not follow it.
 */
export class ShellReadError extends Error {
  readonly kind: 'syntax' | 'beyond'
  readonly at: number

  constructor(kind: 'syntax' | 'beyond', at: number, message: string) {
    super(message)
    this.name = 'ShellReadError'
    this.kind = kind
    this.at = at
  }
}

/** The next character, past any backslash-newline, which bash removes before it looks; `''` at the end. */
export function peek(cursor: Cursor): string {
  while (cursor.text.startsWith('\\\n', cursor.at)) cursor.at += 2
  return cursor.text.charAt(cursor.at)
}

/** Takes the token if it is next (continued lines inside it included). */
export function takeIf(cursor: Cursor, token: string): boolean {
  const start = cursor.at
  for (const char of token) {
    if (peek(cursor) !== char) {
      cursor.at = start
      return false
    }
    cursor.at += 1
  }
  return true
}

/** Whether the token is next, without moving. */
export function looksAt(cursor: Cursor, token: string): boolean {
  const start = cursor.at
  const found = takeIf(cursor, token)
  cursor.at = start
  return found
}

/** Skips blanks and a comment, up to the next token of this line. Only to be called where a token may begin. */
export function skipBlanks(cursor: Cursor): void {
  while (/[ \t]/.test(peek(cursor))) cursor.at += 1
  if (peek(cursor) !== '#') return
  const end = cursor.text.indexOf('\n', cursor.at)
  cursor.at = end < 0 ? cursor.text.length : end
}

/** Takes what the sticky pattern matches here. */
export function matchAt(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at
  const text = pattern.exec(cursor.text)?.[0]
  if (text !== undefined) cursor.at += text.length
  return text
}

/** Runs a reader one level deeper; gives up on nesting that no ifcfg file has, before the call stack does. */
export function nested<T>(cursor: Cursor, read: () => T): T {
  if (cursor.depth >= 50) throw new ShellReadError('beyond', cursor.at, 'deep nesting')
  cursor.depth += 1
  const result = read()
  cursor.depth -= 1
  return result
}

/** Skips blanks, comments and line ends, with the here-documents that begin after them. */
export function skipLines(cursor: Cursor): void {
  for (skipBlanks(cursor); peek(cursor) === '\n'; skipBlanks(cursor)) takeNewline(cursor)
}

/** Takes the line end that is next and the bodies of the here-documents of that line. */
export function takeNewline(cursor: Cursor): void {
  cursor.at += 1
  for (const heredoc of cursor.heredocs.splice(0)) skipHeredoc(cursor, heredoc)
}

/** Whether the character ends a word that is not quoted (`''` is the end of the text). */
export function isMeta(char: string): boolean {
  return char === '' || /[ \t\n|&;()<>]/.test(char)
}

/** Fails as bash does at a token that cannot stand here. */
export function failUnexpected(cursor: Cursor): never {
  const char = peek(cursor)
  const token = char === '' ? 'end of file' : char === '\n' ? 'end of line' : `"${tokenText(cursor)}"`
  throw new ShellReadError('syntax', cursor.at, `unexpected ${token}`)
}

function skipHeredoc(cursor: Cursor, { delimiter, quoted, tabs }: Heredoc): void {
  while (cursor.at < cursor.text.length) {
    const source = matchAt(cursor, quoted ? /[^\n]*\n?/y : /(?:[^\n\\]|\\[\s\S]?)*\n?/y) ?? ''
    // Without quotes around the delimiter the body is expanded, and an expansion such as ${A:=x} assigns.
    if (!quoted && /\$[{([]/.test(source)) throw new ShellReadError('beyond', cursor.at, 'a here-document')
    const line = (quoted ? source : source.replace(/\\\n/g, '')).replace(/\n$/, '')
    if ((tabs === 'strip' ? line.replace(/^\t+/, '') : line) === delimiter) return
  }
}

function tokenText(cursor: Cursor): string {
  return /^(?:[|&;()<>]{1,2}|[^\s|&;()<>]{1,20})/.exec(cursor.text.slice(cursor.at, cursor.at + 20))?.[0] ?? ''
}
