// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import { readCondition } from './shell-condition.ts'
import {
  type Cursor,
  failUnexpected,
  looksAt,
  matchAt,
  peek,
  ShellReadError,
  skipBlanks,
  skipLines,
  takeIf
} from './shell-cursor.ts'
import { peekKeyword } from './shell-keyword.ts'
import { readRedirect } from './shell-simple.ts'
import { literalText, readWord } from './shell-word.ts'

/** Reads a compound command whose first token is `opener`, with its redirections. */
export function readCompound(cursor: Cursor, opener: string): void {
  const reader = READERS.get(opener)
  if (reader === undefined) failUnexpected(cursor)
  takeIf(cursor, opener)
  reader(cursor)
  for (skipBlanks(cursor); readRedirect(cursor); skipBlanks(cursor));
}

/** Skips the `()` of the definition of a function. */
export function skipEmptyParentheses(cursor: Cursor): void {
  takeIf(cursor, '(')
  skipBlanks(cursor)
  if (!takeIf(cursor, ')')) failUnexpected(cursor)
}

/** Reads what follows `name()` in the definition of a function. */
export function readFunctionBody(cursor: Cursor): void {
  skipLines(cursor)
  const opener = looksAt(cursor, '(') ? '(' : peekKeyword(cursor)
  if (opener === 'function') failUnexpected(cursor)
  readCompound(cursor, opener)
}

const READERS: ReadonlyMap<string, (cursor: Cursor) => void> = new Map([
  ['if', readIf],
  ['while', readLoop],
  ['until', readLoop],
  ['for', readFor],
  ['select', readFor],
  ['case', readCase],
  ['{', readGroup],
  ['(', readSubshell],
  ['[[', readCondition],
  ['function', readFunction]
])

function readPart(cursor: Cursor, closers: readonly string[]): string {
  cursor.readBody(cursor, closers)
  return closers.find(closer => takeIf(cursor, closer)) ?? failUnexpected(cursor)
}

function readIf(cursor: Cursor): void {
  let closer = ''
  while (closer !== 'fi' && closer !== 'else') {
    readPart(cursor, ['then'])
    closer = readPart(cursor, ['elif', 'else', 'fi'])
  }
  if (closer === 'else') readPart(cursor, ['fi'])
}

function readLoop(cursor: Cursor): void {
  readPart(cursor, ['do'])
  readPart(cursor, ['done'])
}

function readFor(cursor: Cursor): void {
  skipBlanks(cursor)
  if (looksAt(cursor, '((')) throw new ShellReadError('beyond', cursor.at, 'an arithmetic for')
  if (readWord(cursor, 'plain').parts.length === 0) failUnexpected(cursor)
  skipBlanks(cursor)
  if (!takeIf(cursor, ';')) readForWords(cursor)
  skipLines(cursor)
  const opener = peekKeyword(cursor)
  if (opener !== 'do' && opener !== '{') failUnexpected(cursor)
  takeIf(cursor, opener)
  readPart(cursor, [opener === 'do' ? 'done' : '}'])
}

function readForWords(cursor: Cursor): void {
  skipLines(cursor)
  if (matchAt(cursor, /in(?=[ \t\n;|&()<>]|$)/y) === undefined) return
  for (skipBlanks(cursor); readWord(cursor, 'plain').parts.length > 0; skipBlanks(cursor));
  if (!takeIf(cursor, ';') && peek(cursor) !== '\n') failUnexpected(cursor)
}

function readCase(cursor: Cursor): void {
  skipBlanks(cursor)
  if (readWord(cursor, 'plain').parts.length === 0) failUnexpected(cursor)
  skipLines(cursor)
  if (matchAt(cursor, /in(?=[ \t\n;|&()<>]|$)/y) === undefined) failUnexpected(cursor)
  for (skipLines(cursor); peekKeyword(cursor) !== 'esac'; skipLines(cursor)) {
    readPatterns(cursor)
    skipLines(cursor)
    const empty = looksAt(cursor, ';;') || looksAt(cursor, ';&') || peekKeyword(cursor) === 'esac'
    if (!empty) cursor.readBody(cursor, [';;', ';&', 'esac'])
    if (!takeIf(cursor, ';;&') && !takeIf(cursor, ';;')) takeIf(cursor, ';&')
  }
  takeIf(cursor, 'esac')
}

function readPatterns(cursor: Cursor): void {
  takeIf(cursor, '(')
  do {
    skipBlanks(cursor)
    if (readWord(cursor, 'plain').parts.length === 0) failUnexpected(cursor)
    skipBlanks(cursor)
  } while (takeIf(cursor, '|'))
  if (!takeIf(cursor, ')')) failUnexpected(cursor)
}

function readGroup(cursor: Cursor): void {
  readPart(cursor, ['}'])
}

function readSubshell(cursor: Cursor): void {
  if (looksAt(cursor, '(')) throw new ShellReadError('beyond', cursor.at, 'an arithmetic command')
  readPart(cursor, [')'])
}

function readFunction(cursor: Cursor): void {
  skipBlanks(cursor)
  if (!/^[\w.-]+$/.test(literalText(readWord(cursor, 'plain')) ?? '')) {
    throw new ShellReadError('beyond', cursor.at, 'the name of a function')
  }
  skipBlanks(cursor)
  if (looksAt(cursor, '(')) skipEmptyParentheses(cursor)
  readFunctionBody(cursor)
}
