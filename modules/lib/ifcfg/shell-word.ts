// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type Cursor, failUnexpected, isMeta, looksAt, peek, ShellReadError, skipBlanks } from './shell-cursor.ts'
import { addText, type WordPart } from './shell-part.ts'
import {
  readDollar,
  readDoubleQuoted,
  readEscaped,
  readSingleQuoted,
  skipBackquoted,
  skipSubstitution
} from './shell-quote.ts'

/** A word of a command, from offset `start` to `end`; `elements` are those of `KEY=(…)`. */
export interface Word {
  readonly start: number
  readonly end: number
  readonly parts: readonly WordPart[]
  readonly elements: readonly Word[] | undefined
}

/** What a word that begins with `KEY=` or `KEY+=` assigns; `value` is undefined for an array or an array's element. */
export interface ShellAssignment {
  readonly key: string
  readonly append: boolean
  readonly value: readonly WordPart[] | undefined
  readonly elements: readonly Word[] | undefined
}

/** Where a word stands: only before a command, or after one such as `export`, may `KEY=(` open an array. */
export type WordPlace = 'assignable' | 'plain'

/** Reads one word; without `parts` where none begins. Throws ShellReadError on an unterminated quote. */
export function readWord(cursor: Cursor, place: WordPlace): Word {
  const parts: WordPart[] = []
  peek(cursor)
  const start = cursor.at
  for (let char = peek(cursor); !endsWord(cursor, char); char = peek(cursor)) {
    if (char === '[' && place === 'assignable') checkSubscript(cursor, parts)
    readPart(cursor, parts, char)
  }
  const elements = place === 'assignable' && opensArray(cursor, parts) ? readArray(cursor) : undefined
  return { start, end: cursor.at, parts, elements }
}

/** The assignment that the word is, if it begins with an unquoted `KEY=`, `KEY+=` or `KEY[…]=`. */
export function assignmentOf(word: Word): ShellAssignment | undefined {
  const [first, ...rest] = word.parts
  if (first?.type !== 'text' || first.quoting === 'quoted') return undefined
  const match = /^([A-Za-z_]\w*)(\[\w*\])?(\+?)=/.exec(first.text)
  if (match === null) return undefined
  const [head, key = '', subscript, plus] = match
  const text = first.text.slice(head.length)
  const value: readonly WordPart[] = text === '' ? rest : [{ type: 'text', text, quoting: 'bare' }, ...rest]
  const whole = subscript === undefined && word.elements === undefined
  const elements = subscript === undefined ? word.elements : undefined
  return { key, append: plus === '+', value: whole ? value : undefined, elements }
}

/** The text of a word without expansions; `undefined` where it has some, or bare text that bash may expand. */
export function literalText(word: Word): string | undefined {
  let text = ''
  for (const part of word.parts) {
    if (part.type !== 'text' || (part.quoting === 'bare' && /[*?[\]{}~]/.test(part.text))) return undefined
    text += part.text
  }
  return text
}

function readPart(cursor: Cursor, parts: WordPart[], char: string): void {
  if (char === '\\') readEscaped(cursor, parts)
  else if (char === "'") readSingleQuoted(cursor, parts)
  else if (char === '"') readDoubleQuoted(cursor, parts)
  else if (char === '`') skipBackquoted(cursor, parts, 'bare')
  else if (char === '$') readDollar(cursor, parts, 'bare')
  else if (isMeta(char)) skipProcess(cursor, parts)
  else {
    addText(parts, char, 'bare')
    cursor.at += 1
  }
}

function endsWord(cursor: Cursor, char: string): boolean {
  return isMeta(char) && !looksAt(cursor, '<(') && !looksAt(cursor, '>(')
}

function skipProcess(cursor: Cursor, parts: WordPart[]): void {
  cursor.at = cursor.text.indexOf('(', cursor.at)
  skipSubstitution(cursor)
  parts.push({ type: 'dynamic', fragile: false, quoting: 'bare' })
}

function bareText(parts: readonly WordPart[]): string {
  const [part, ...rest] = parts
  return part?.type === 'text' && part.quoting === 'bare' && rest.length === 0 ? part.text : ''
}

function checkSubscript(cursor: Cursor, parts: readonly WordPart[]): void {
  if (!/^[A-Za-z_]\w*$/.test(bareText(parts))) return
  const plain = /\[\w*\]/y
  plain.lastIndex = cursor.at
  if (!plain.test(cursor.text)) throw new ShellReadError('beyond', cursor.at, 'an array subscript')
}

function opensArray(cursor: Cursor, parts: readonly WordPart[]): boolean {
  return peek(cursor) === '(' && /^[A-Za-z_]\w*(\[\w*\])?\+?=$/.test(bareText(parts))
}

/** An error in an array makes bash drop the line and read on below it (bash parse.y `parse_compound_assignment`). */
function readArray(cursor: Cursor): readonly Word[] {
  try {
    return readElements(cursor)
  } catch (error) {
    if (!(error instanceof ShellReadError) || error.kind === 'beyond') throw error
    throw new ShellReadError('beyond', error.at, `an error in an array: ${error.message}`)
  }
}

function readElements(cursor: Cursor): readonly Word[] {
  const open = cursor.at
  const elements: Word[] = []
  cursor.at += 1
  for (skipSpace(cursor); peek(cursor) !== ')'; skipSpace(cursor)) {
    if (peek(cursor) === '') throw new ShellReadError('syntax', open, 'unterminated (')
    const word = readWord(cursor, 'plain')
    if (word.parts.length === 0) failUnexpected(cursor)
    elements.push(word)
  }
  cursor.at += 1
  if (!isMeta(peek(cursor))) throw new ShellReadError('beyond', cursor.at, 'text after an array')
  return elements
}

function skipSpace(cursor: Cursor): void {
  for (skipBlanks(cursor); peek(cursor) === '\n'; skipBlanks(cursor)) cursor.at += 1
}
