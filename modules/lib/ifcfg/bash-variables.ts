// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import { joinBytes } from './decode-bytes.ts'
import type { WordPart } from './shell-part.ts'
import { assignmentOf, type ShellAssignment, type Word } from './shell-word.ts'

/** What bash holds in a variable after reading; `unknown` where only running the text can tell. */
export type BashReading =
  | { readonly state: 'set'; readonly value: string; readonly line: number }
  | { readonly state: 'unset'; readonly line: number }
  | { readonly state: 'unknown'; readonly why: string; readonly line: number }

/** The variables that the text sets; a key without an entry has not been touched. Mutable: one run of the evaluator. */
export interface BashVariables {
  readonly readings: Map<string, BashReading>
  /** Keys that no later assignment makes certain again, with the reason. */
  readonly lasting: Map<string, string>
  /** Why nothing that is assigned from here on is certain: for the rest of the line, or of the text. */
  doubt: { readonly why: string; readonly until: 'line' | 'end' } | undefined
  /** The keys that the present line of commands has touched. */
  touched: Set<string>
}

/** Assigns as bash would. Keeps the key unknown where the value or the effect is. */
export function assign(variables: BashVariables, word: Word, line: number): void {
  const assignment = assignmentOf(word)
  if (assignment === undefined) return
  if (word.parts.some(part => part.type === 'dynamic' && part.fragile)) {
    doubt(variables, { why: 'holds an expansion that may fail', until: 'line' })
  }
  const { key } = assignment
  if (variables.lasting.has(key)) doubt(variables, { why: `assigns ${key}, which may be read-only`, until: 'line' })
  if (READ_ONLY.has(key)) doubt(variables, { why: `assigns ${key}, which bash does not allow`, until: 'line' })
  if (key === 'POSIXLY_CORRECT') doubt(variables, { why: 'changes how bash reads', until: 'end' })
  const value = DYNAMIC.test(key) ? undefined : newValue(variables, assignment)
  if (value === undefined) setUnknown(variables, key, { why: 'holds an expansion', line })
  else if (value === EMPTY_ARRAY) setReading(variables, key, { state: 'unset', line })
  else setReading(variables, key, { state: 'set', value, line })
}

/** Records what bash now holds for the key, unless something has made that uncertain. */
export function setReading(variables: BashVariables, key: string, reading: BashReading): void {
  const why = variables.lasting.get(key) ?? variables.doubt?.why
  variables.touched.add(key)
  variables.readings.set(key, why === undefined ? reading : { state: 'unknown', why, line: reading.line })
}

/** Records that only running the text can tell what the key holds. */
export function setUnknown(
  variables: BashVariables,
  key: string,
  { why, line }: { readonly why: string; readonly line: number }
): void {
  setReading(variables, key, { state: 'unknown', why, line })
}

/** Makes every later assignment uncertain; a doubt to the end of the text outlasts one to the end of the line. */
export function doubt(
  variables: BashVariables,
  reason: { readonly why: string; readonly until: 'line' | 'end' }
): void {
  if (variables.doubt?.until !== 'end') variables.doubt = reason
}

/** Whether bash does nothing of its own with a variable of this name. */
export function isOrdinary(key: string): boolean {
  return key !== '' && key !== 'POSIXLY_CORRECT' && !READ_ONLY.has(key) && !DYNAMIC.test(key)
}

const EMPTY_ARRAY = Symbol('KEY=()')

const READ_ONLY = new Set(['BASHOPTS', 'BASH_VERSINFO', 'EUID', 'PPID', 'SHELLOPTS', 'UID'])

// Variables whose value bash makes itself (bash variables.c initialize_dynamic_variables, and the read-only ones).
const DYNAMIC =
  /^(?:_|BASH\w*|COMP_\w+|DIRSTACK|EPOCH(?:REALTIME|SECONDS)|EUID|FUNCNAME|GROUPS|HISTCMD|LINENO|PIPESTATUS|PPID|S?RANDOM|SECONDS|SHELLOPTS|UID)$/

function newValue(variables: BashVariables, assignment: ShellAssignment): string | typeof EMPTY_ARRAY | undefined {
  const { key, append, value, elements } = assignment
  const before = variables.readings.get(key)
  if (append && (before === undefined || before.state === 'unknown')) return undefined
  const kept = append && before?.state === 'set' ? before.value : undefined
  if (elements !== undefined) return newArray(variables, elements, kept)
  const text = value === undefined ? undefined : expand(variables, value)
  return text === undefined ? undefined : joinBytes((kept ?? '') + text)
}

function newArray(
  variables: BashVariables,
  elements: readonly Word[],
  kept: string | undefined
): string | typeof EMPTY_ARRAY | undefined {
  const parts = elements.map(element => element.parts)
  if (parts.some(([first]) => first?.type === 'text' && first.quoting === 'bare' && first.text.startsWith('['))) {
    return undefined
  }
  if (kept !== undefined) return kept
  const [first] = parts
  if (first === undefined) return EMPTY_ARRAY
  const splits = first.some(part => part.quoting === 'bare' && (part.type !== 'text' || /[*?[\]{}~]/.test(part.text)))
  return splits ? undefined : expand(variables, first)
}

function expand(variables: BashVariables, parts: readonly WordPart[]): string | undefined {
  const [first] = parts
  if (first?.type === 'text' && first.quoting === 'bare' && first.text.startsWith('~')) return undefined
  let text = ''
  for (const part of parts) {
    const piece = expandPart(variables, part)
    if (piece === undefined) return undefined
    text += piece
  }
  return text
}

function expandPart(variables: BashVariables, part: WordPart): string | undefined {
  if (part.type === 'dynamic') return undefined
  if (part.type === 'text') return part.quoting === 'bare' && /[:=]~/.test(part.text) ? undefined : part.text
  const reading = variables.readings.get(part.name)
  if (reading === undefined || reading.state === 'unknown') return undefined
  return reading.state === 'set' ? reading.value : ''
}
