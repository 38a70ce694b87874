// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import {
  type Cursor,
  failUnexpected,
  isMeta,
  looksAt,
  matchAt,
  peek,
  ShellReadError,
  skipBlanks,
  takeIf
} from './shell-cursor.ts'
import type { SimpleCommand } from './shell-syntax.ts'
import { assignmentOf, literalText, readWord, type Word } from './shell-word.ts'

/** Reads a simple command. Throws ShellReadError where none begins. */
export function readSimple(cursor: Cursor): SimpleCommand {
  const start = cursor.at
  const assignments: Word[] = []
  const words: Word[] = []
  let redirected = false
  let end = start
  for (skipBlanks(cursor); ; skipBlanks(cursor)) {
    if (readRedirect(cursor)) redirected = true
    else if (isMeta(peek(cursor)) && !looksAt(cursor, '<(') && !looksAt(cursor, '>(')) break
    else readArgument(cursor, assignments, words)
    end = cursor.at
  }
  if (end === start) failUnexpected(cursor)
  return { type: 'simple', start, end, assignments, words, redirected }
}

/** Reads one redirection, if one is next. */
export function readRedirect(cursor: Cursor): boolean {
  const start = cursor.at
  if (matchAt(cursor, /\d+(?=[<>](?!\())/y) === undefined && (looksAt(cursor, '<(') || looksAt(cursor, '>(')))
    return false
  const operator = OPERATORS.find(token => takeIf(cursor, token))
  if (operator === undefined) {
    cursor.at = start
    return false
  }
  skipBlanks(cursor)
  const target = readWord(cursor, 'plain')
  if (target.parts.length === 0) failUnexpected(cursor)
  if (operator === '<<' || operator === '<<-') addHeredoc(cursor, target, operator)
  return true
}

const OPERATORS = ['<<<', '<<-', '<<', '<&', '<>', '<', '&>>', '&>', '>>', '>&', '>|', '>']

// After these a word may be an assignment (bash general.h ASSIGNMENT_BUILTIN, and eval and let by parse.y).
const ASSIGNING = new Set(['alias', 'declare', 'eval', 'export', 'let', 'local', 'readonly', 'typeset'])

function readArgument(cursor: Cursor, assignments: Word[], words: Word[]): void {
  const [command] = words
  const assigning = command === undefined || ASSIGNING.has(literalText(command) ?? '')
  const word = readWord(cursor, assigning ? 'assignable' : 'plain')
  if (/[<>]/.test(peek(cursor)) && /^\{\w+\}$/.test(cursor.text.slice(word.start, word.end))) {
    throw new ShellReadError('beyond', word.start, 'a redirection into a variable')
  }
  if (command === undefined && assignmentOf(word) !== undefined) assignments.push(word)
  else words.push(word)
}

function addHeredoc(cursor: Cursor, target: Word, operator: '<<' | '<<-'): void {
  const source = cursor.text.slice(target.start, target.end)
  if (/[$`<>]/.test(source)) throw new ShellReadError('beyond', target.start, 'a here-document')
  const delimiter = target.parts.map(part => (part.type === 'text' ? part.text : '')).join('')
  const quoted = target.parts.some(part => part.quoting === 'quoted')
  cursor.heredocs.push({ delimiter, quoted, tabs: operator === '<<-' ? 'strip' : 'keep' })
}
