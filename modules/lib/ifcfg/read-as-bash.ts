// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { remember } from '../remember.ts'
import { type BashReading, type BashVariables, setUnknown } from './bash-variables.ts'
import { mentionedKeys } from './mentioned-keys.ts'
import { readPlain } from './read-plain.ts'
import { runAndOr } from './run-command.ts'
import { type Cursor, peek, ShellReadError, skipLines } from './shell-cursor.ts'
import { openShell, readCommandLine } from './shell-list.ts'
import type { CommandLine } from './shell-syntax.ts'
import { assignmentOf } from './shell-word.ts'

/** One line of commands as bash reads it at a time; it may span several lines of text. */
export interface BashStatement {
  readonly firstLine: number
  /** Its whole lines of text. */
  readonly source: string
  /** The key that it sets or unsets, if it does nothing else. */
  readonly ownKey: string | undefined
  /** The keys that it sets or unsets, if it does nothing else. */
  readonly assigned: readonly string[]
  /** Set where it is a single `KEY=…` alone on one line. */
  readonly plain: { readonly key: string; readonly comment: string } | undefined
}

/** What sourcing a text would do, as far as its text tells. */
export interface BashSource {
  readonly readings: ReadonlyMap<string, BashReading>
  /** The keys in the order in which they first appear, with the line. */
  readonly firstLines: ReadonlyMap<string, number>
  readonly statements: readonly BashStatement[]
  /** Where bash, or only this reader, reads no further: `line` is the cause, the statement begins in `firstLine`. */
  readonly end:
    | { readonly who: 'bash' | 'reader'; readonly line: number; readonly firstLine: number; readonly why: string }
    | undefined
}

/**
 * Reads a text as bash would when it sources it, without running anything: assignments, quotes, `export`, `unset` and
 * variables of the same text are followed; a key that commands, conditions or functions touch is `unknown`; a syntax
 * error ends the reading there (bash 5.2 builtins/evalstring.c `parse_and_execute`). Never throws.
 */
export const readAsBash = remember(text => readPlain(text) ?? readShell(text))

/** The same for every text; `readAsBash` comes here where it holds more than plain assignments. */
export function readShell(text: string): BashSource {
  const run = newRun(text)
  try {
    if (text.includes('\0')) throw new ShellReadError('beyond', 0, 'a NUL character')
    for (skipLines(run.cursor); peek(run.cursor) !== '' && run.end === undefined; skipLines(run.cursor)) {
      run.start = run.cursor.at
      runLine(run, readCommandLine(run.cursor))
    }
  } catch (error) {
    if (!(error instanceof ShellReadError)) throw error
    endReading(run, error)
  }
  const { readings } = run.variables
  return { readings, firstLines: run.firstLines, statements: run.statements, end: run.end }
}

interface Run {
  readonly text: string
  readonly cursor: Cursor
  readonly lineAt: (offset: number) => number
  readonly variables: BashVariables
  readonly firstLines: Map<string, number>
  readonly statements: BashStatement[]
  start: number
  end: BashSource['end']
}

function newRun(text: string): Run {
  const variables: BashVariables = { readings: new Map(), lasting: new Map(), doubt: undefined, touched: new Set() }
  const shared = { text, cursor: openShell(text), lineAt: lineCounter(text), variables }
  return { ...shared, firstLines: new Map(), statements: [], start: 0, end: undefined }
}

function lineCounter(text: string): (offset: number) => number {
  let counted = 0
  let line = 1
  return offset => {
    if (offset < counted) [counted, line] = [0, 1]
    for (; counted < offset; counted += 1) if (text.charAt(counted) === '\n') line += 1
    return line
  }
}

function runLine(run: Run, commandLine: CommandLine): void {
  const { text, variables, lineAt } = run
  const effects = new Set<string>()
  variables.touched = new Set()
  if (variables.doubt?.until === 'line') variables.doubt = undefined
  for (const { andOr, background } of commandLine.items) {
    const line = lineAt(andOr.start)
    effects.add(background ? 'runs' : runAndOr({ text, line, variables }, andOr))
    noteKeys(run, line)
    if (effects.has('returns')) {
      const why = 'returns from the file'
      run.end = { who: 'bash', line, firstLine: lineAt(commandLine.start), why }
      return
    }
  }
  const assigned = effects.has('runs') ? [] : [...variables.touched]
  run.statements.push(describeStatement(run, commandLine, assigned))
}

function noteKeys({ variables, firstLines }: Run, line: number): void {
  for (const key of variables.touched) if (!firstLines.has(key)) firstLines.set(key, line)
}

function describeStatement(run: Run, commandLine: CommandLine, assigned: readonly string[]): BashStatement {
  const from = run.text.lastIndexOf('\n', commandLine.start - 1) + 1
  const source = run.text.slice(from, commandLine.end)
  const ownKey = assigned.length === 1 ? assigned[0] : undefined
  const plain =
    ownKey === undefined ? undefined : plainAssignment(run.text.slice(0, commandLine.end), commandLine, from)
  return { firstLine: run.lineAt(commandLine.start), source, ownKey, assigned, plain }
}

function plainAssignment(text: string, { start, items }: CommandLine, from: number): BashStatement['plain'] {
  const [item, ...others] = items
  const [command] = item?.andOr.pipelines[0] ?? []
  if (command?.type !== 'simple' || others.length > 0 || command.words.length > 0) return undefined
  const [word, ...more] = command.assignments
  const assignment = word === undefined ? undefined : assignmentOf(word)
  if (word === undefined || assignment === undefined || more.length > 0 || word.start !== start) return undefined
  const alone = !/\n[\s\S]/.test(text.slice(from)) && /^[ \t]*$/.test(text.slice(from, start))
  if (!alone || !text.startsWith(`${assignment.key}=`, start)) return undefined
  return { key: assignment.key, comment: /^(?:[ \t]*;)?([ \t]*#[^\n]*)?/.exec(text.slice(word.end))?.[1] ?? '' }
}

function endReading(run: Run, error: ShellReadError): void {
  const { lineAt, start, text, variables } = run
  const line = lineAt(Math.max(0, Math.min(error.at, text.length - 1)))
  const firstLine = lineAt(start)
  const who = error.kind === 'syntax' ? 'bash' : 'reader'
  run.end = { who, line, firstLine, why: error.message }
  if (who === 'bash') return
  variables.touched = new Set()
  const why = `stands where bash may read on past ${error.message}`
  for (const key of mentionedKeys(text.slice(start))) setUnknown(variables, key, { why, line })
  noteKeys(run, firstLine)
}
