// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { assign, type BashVariables, doubt, setReading, setUnknown } from './bash-variables.ts'
import { assignmentOf, literalText, type Word } from './shell-word.ts'

/** Where a command stands: the whole text, the line number, and what it changes. */
export interface CommandContext {
  readonly text: string
  readonly line: number
  readonly variables: BashVariables
}

/**
 * What a list element does to the variables. `assigns`: it only sets or unsets; `runs`: something else happens too;
 * `returns`: bash stops reading the file here.
 */
export type Effect = 'assigns' | 'runs' | 'returns'

/** A stretch of the text, by offsets. */
export interface TextSpan {
  readonly start: number
  readonly end: number
}

/** The builtins whose effect on variables can be told from their text. */
export const BUILTINS: ReadonlyMap<string, (context: CommandContext, words: readonly Word[]) => Effect> = new Map([
  ['export', runExport],
  ['unset', runUnset],
  ['return', runReturn]
])

function runExport(context: CommandContext, words: readonly Word[]): Effect {
  for (const word of words[0] !== undefined && literalText(words[0]) === '-n' ? words.slice(1) : words) {
    const text = context.text.slice(word.start, word.end)
    const bare = assignmentOf(word)?.value?.some(part => part.type === 'text' && /[{}]/.test(part.text)) ?? false
    if (assignmentOf(word) !== undefined && !bare) assign(context.variables, word, context.line)
    else if (!/^[A-Za-z_]\w*$/.test(text)) markNames(context, word, 'is set by the command export')
  }
  return 'assigns'
}

function runUnset(context: CommandContext, words: readonly Word[]): Effect {
  const names = words.map(literalText)
  const [option, ...rest] = names
  const keys = option === '-v' || option === '--' ? rest : names
  if (option === '-f') return 'assigns'
  if (keys.every(key => key !== undefined && /^[A-Za-z_]\w*$/.test(key))) {
    for (const key of keys) setReading(context.variables, key ?? '', { state: 'unset', line: context.line })
    return 'assigns'
  }
  for (const word of words) markNames(context, word, 'is unset by the command unset')
  return 'assigns'
}

/** Makes every name in the stretch unknown. */
export function markNames(context: CommandContext, { start, end }: TextSpan, why: string): void {
  const names = context.text.slice(start, end).match(/[A-Za-z_]\w*/g) ?? []
  for (const key of names) setUnknown(context.variables, key, { why, line: context.line })
}

function runReturn(context: CommandContext, words: readonly Word[]): Effect {
  const [status, ...rest] = words
  if (rest.length === 0 && (status === undefined || /^\d+$/.test(literalText(status) ?? ''))) return 'returns'
  doubt(context.variables, { why: 'follows the command return', until: 'end' })
  return 'runs'
}
