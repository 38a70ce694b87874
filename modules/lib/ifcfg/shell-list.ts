// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { readCompound, readFunctionBody, skipEmptyParentheses } from './shell-compound.ts'
import {
  type Cursor,
  failUnexpected,
  isMeta,
  looksAt,
  nested,
  peek,
  ShellReadError,
  skipBlanks,
  skipLines,
  takeIf,
  takeNewline
} from './shell-cursor.ts'
import { peekKeyword } from './shell-keyword.ts'
import { readSimple } from './shell-simple.ts'
import type { AndOr, Command, CommandLine } from './shell-syntax.ts'
import { literalText, type Word } from './shell-word.ts'

/** A cursor at the beginning of a shell text. */
export function openShell(text: string): Cursor {
  return { text, at: 0, depth: 0, heredocs: [], readBody }
}

/**
 * Reads the line of commands that is next: as much as bash reads before it runs something (bash parse.y `inputunit`),
 * up to and with its line end. Throws ShellReadError where bash or this reader gives up.
 */
export function readCommandLine(cursor: Cursor): CommandLine {
  const items: { andOr: AndOr; background: boolean }[] = []
  const start = cursor.at
  do {
    const andOr = readAndOr(cursor)
    skipBlanks(cursor)
    const background = takeIf(cursor, '&')
    if (!background && !takeIf(cursor, ';') && !/^\n?$/.test(peek(cursor))) failUnexpected(cursor)
    items.push({ andOr, background })
    skipBlanks(cursor)
  } while (!/^\n?$/.test(peek(cursor)))
  if (peek(cursor) === '\n') takeNewline(cursor)
  return { start, end: cursor.at, items }
}

function readBody(cursor: Cursor, closers: readonly string[]): void {
  do {
    skipLines(cursor)
    nested(cursor, () => readAndOr(cursor))
    skipBlanks(cursor)
  } while (takeSeparator(cursor) && !isAtCloser(cursor, closers))
  if (!isAtCloser(cursor, closers)) failUnexpected(cursor)
}

function takeSeparator(cursor: Cursor): boolean {
  if (looksAt(cursor, ';;') || looksAt(cursor, ';&')) return false
  const found = takeIf(cursor, ';') || takeIf(cursor, '&') || peek(cursor) === '\n'
  skipLines(cursor)
  return found
}

function isAtCloser(cursor: Cursor, closers: readonly string[]): boolean {
  const keyword = peekKeyword(cursor)
  return closers.some(closer => (/[);]/.test(closer) ? looksAt(cursor, closer) : closer === keyword))
}

function readAndOr(cursor: Cursor): AndOr {
  skipBlanks(cursor)
  const start = cursor.at
  const pipelines = [readPipeline(cursor)]
  let end = cursor.at
  for (skipBlanks(cursor); takeIf(cursor, '&&') || takeIf(cursor, '||'); skipBlanks(cursor)) {
    skipLines(cursor)
    pipelines.push(readPipeline(cursor))
    end = cursor.at
  }
  return { start, end, pipelines }
}

function readPipeline(cursor: Cursor): readonly Command[] {
  while (peekKeyword(cursor) === '!') {
    takeIf(cursor, '!')
    skipBlanks(cursor)
    if (isMeta(peek(cursor))) throw new ShellReadError('beyond', cursor.at, 'a lone !')
  }
  const commands = [readCommand(cursor)]
  for (
    skipBlanks(cursor);
    !looksAt(cursor, '||') && (takeIf(cursor, '|&') || takeIf(cursor, '|'));
    skipBlanks(cursor)
  ) {
    skipLines(cursor)
    commands.push(readCommand(cursor))
  }
  return commands
}

function readCommand(cursor: Cursor): Command {
  const start = cursor.at
  const keyword = looksAt(cursor, '(') ? '(' : peekKeyword(cursor)
  if (keyword === 'time' || keyword === 'coproc') throw new ShellReadError('beyond', start, keyword)
  if (keyword !== '') {
    readCompound(cursor, keyword)
    const type = keyword === '(' ? 'subshell' : keyword === 'function' ? 'function' : 'compound'
    return { type, start, end: cursor.at }
  }
  const simple = readSimple(cursor)
  const [name, ...rest] = simple.words
  const lone = simple.assignments.length === 0 && rest.length === 0 && !simple.redirected
  if (name === undefined || !lone || peek(cursor) !== '(') return simple
  readFunction(cursor, name)
  return { type: 'function', start, end: cursor.at }
}

function readFunction(cursor: Cursor, name: Word): void {
  const open = cursor.at
  skipEmptyParentheses(cursor)
  if (!/^[\w.-]+$/.test(literalText(name) ?? '')) throw new ShellReadError('beyond', open, 'the name of a function')
  readFunctionBody(cursor)
}
