// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { decodeAnsiC } from './ansi-c.ts'
import { type Cursor, looksAt, matchAt, nested, peek, ShellReadError, skipLines } from './shell-cursor.ts'
import { addText, type Quoting, type WordPart } from './shell-part.ts'

/** Reads a backslash and the character that it protects. */
export function readEscaped(cursor: Cursor, parts: WordPart[]): void {
  addText(parts, cursor.text.charAt(cursor.at + 1) || '\\', 'quoted')
  cursor.at = Math.min(cursor.at + 2, cursor.text.length)
}

/** Reads a single-quoted string, whose opening quote is next. */
export function readSingleQuoted(cursor: Cursor, parts: WordPart[]): void {
  const quoted = matchAt(cursor, /'[^']*'/y)
  if (quoted === undefined) throw new ShellReadError('syntax', cursor.at, "unterminated '")
  addText(parts, quoted.slice(1, -1), 'quoted')
}

/** Reads a double-quoted string, whose opening quote is next. */
export function readDoubleQuoted(cursor: Cursor, parts: WordPart[]): void {
  const open = cursor.at
  cursor.at += 1
  addText(parts, '', 'quoted')
  for (let char = peek(cursor); char !== '"'; char = peek(cursor)) {
    if (char === '') throw new ShellReadError('syntax', open, 'unterminated "')
    if (char === '$') readDollar(cursor, parts, 'quoted')
    else if (char === '`') skipBackquoted(cursor, parts, 'quoted')
    else if (char === '\\' && /[$`"\\]/.test(cursor.text.charAt(cursor.at + 1))) readEscaped(cursor, parts)
    else {
      addText(parts, char, 'quoted')
      cursor.at += 1
    }
  }
  cursor.at += 1
}

/** Skips an old-style command substitution, whose opening backquote is next. */
export function skipBackquoted(cursor: Cursor, parts: WordPart[], quoting: Quoting): void {
  if (matchAt(cursor, /`(?:[^`\\]|\\[\s\S])*`/y) === undefined) {
    throw new ShellReadError('syntax', cursor.at, 'unterminated `')
  }
  parts.push({ type: 'dynamic', fragile: false, quoting })
}

/** Skips a command or process substitution up to its end; the opening parenthesis is next. */
export function skipSubstitution(cursor: Cursor): void {
  const open = cursor.at
  cursor.at += 1
  try {
    nested(cursor, () => skipCommands(cursor))
  } catch (error) {
    // Releases of bash differ in when they notice an error in there: on reading it (5.2) or on running it.
    if (error instanceof ShellReadError) throw new ShellReadError('beyond', open, 'a command substitution')
    throw error
  }
}

/** Reads what the dollar sign that is next begins; a lone one is text. Throws ShellReadError where bash finds no end. */
export function readDollar(cursor: Cursor, parts: WordPart[], quoting: Quoting): void {
  const open = cursor.at
  cursor.at += 1
  const char = peek(cursor)
  if (char === "'" && quoting === 'bare') readAnsiQuoted(cursor, parts, open)
  else if (char === '"' && quoting === 'bare') readDoubleQuoted(cursor, parts)
  else if (char === '(') parts.push({ type: 'dynamic', fragile: skipParenthesis(cursor) === 'arithmetic', quoting })
  else if (char === '[') skipBrackets(cursor, parts, quoting)
  else if (char === '{') nested(cursor, () => readBraces(cursor, parts, quoting))
  else if (/[A-Za-z_]/.test(char)) parts.push({ type: 'variable', name: readName(cursor), quoting })
  else if (/[0-9@*#?$!-]/.test(char)) skipSpecial(cursor, parts, quoting)
  else addText(parts, '$', quoting)
}

function readAnsiQuoted(cursor: Cursor, parts: WordPart[], open: number): void {
  const quoted = matchAt(cursor, /'(?:[^'\\]|\\[\s\S])*'/y)
  if (quoted === undefined) throw new ShellReadError('syntax', open, "unterminated $'")
  const text = decodeAnsiC(quoted.slice(1, -1), 'bash')
  if (text === undefined) parts.push({ type: 'dynamic', fragile: false, quoting: 'quoted' })
  else addText(parts, text, 'quoted')
}

function readName(cursor: Cursor): string {
  let name = ''
  for (let char = peek(cursor); /\w/.test(char); char = peek(cursor)) {
    name += char
    cursor.at += 1
  }
  return name
}

function skipSpecial(cursor: Cursor, parts: WordPart[], quoting: Quoting): void {
  cursor.at += 1
  parts.push({ type: 'dynamic', fragile: false, quoting })
}

function skipParenthesis(cursor: Cursor): 'arithmetic' | 'commands' {
  if (matchAt(cursor, /\(\((?:[^()'"`\\]|\([^()'"`\\]*\))*\)\)/y) !== undefined) return 'arithmetic'
  if (cursor.text.startsWith('((', cursor.at)) throw new ShellReadError('beyond', cursor.at, 'an arithmetic expansion')
  skipSubstitution(cursor)
  return 'commands'
}

function skipCommands(cursor: Cursor): void {
  const pending = cursor.heredocs.length
  skipLines(cursor)
  if (!looksAt(cursor, ')')) cursor.readBody(cursor, [')'])
  if (pending > 0 || cursor.heredocs.length > 0) {
    throw new ShellReadError('beyond', cursor.at, 'a here-document in a substitution')
  }
  cursor.at += 1
}

function skipBrackets(cursor: Cursor, parts: WordPart[], quoting: Quoting): void {
  if (matchAt(cursor, /\[[^[\]'"`\\()]*\]/y) === undefined) {
    throw new ShellReadError('beyond', cursor.at, 'an arithmetic expansion')
  }
  parts.push({ type: 'dynamic', fragile: true, quoting })
}

function readBraces(cursor: Cursor, parts: WordPart[], quoting: Quoting): void {
  const open = cursor.at
  const simple = matchAt(cursor, /\{[A-Za-z_]\w*\}/y)
  if (simple !== undefined) {
    parts.push({ type: 'variable', name: simple.slice(1, -1), quoting })
    return
  }
  cursor.at += 1
  if (!/[\w@*#?$!-]/.test(peek(cursor))) throw new ShellReadError('beyond', open, 'braces without a variable')
  for (let char = peek(cursor); char !== '}'; char = peek(cursor)) {
    if (char === '') throw new ShellReadError('syntax', open, 'unterminated {')
    skipInBraces(cursor, char, quoting)
  }
  cursor.at += 1
  parts.push({ type: 'dynamic', fragile: !HARMLESS.test(cursor.text.slice(open, cursor.at)), quoting })
}

// Expansions that cannot fail, whatever the variable holds: ${#A} ${A:-x} ${A-x} ${A:=x} ${A:+x} ${A#x} ${A%x} ${A/x/y}
const HARMLESS = /^\{(?:#[A-Za-z_]\w*\}|[A-Za-z_]\w*(?::?[-=+]|[#%/]))/

function skipInBraces(cursor: Cursor, char: string, quoting: Quoting): void {
  const ignored: WordPart[] = []
  if (char === '\\') cursor.at += 2
  else if (char === '"') readDoubleQuoted(cursor, ignored)
  else if (char === '`') skipBackquoted(cursor, ignored, quoting)
  else if (char === '$') readDollar(cursor, ignored, quoting)
  else if (char === "'" && quoting === 'bare') readSingleQuoted(cursor, ignored)
  else if (char === "'") throw new ShellReadError('beyond', cursor.at, 'a single quote inside quoted braces')
  else if (/[<>]/.test(char)) throw new ShellReadError('beyond', cursor.at, 'a process substitution inside braces')
  else cursor.at += 1
}
