// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { assign, doubt, setUnknown } from './bash-variables.ts'
import { mentionedKeys } from './mentioned-keys.ts'
import { BUILTINS, type CommandContext, type Effect, markNames, type TextSpan } from './run-builtin.ts'
import type { AndOr, Command, SimpleCommand } from './shell-syntax.ts'
import { assignmentOf, literalText, type Word } from './shell-word.ts'

/** Follows `a && b || c` or, mostly, a single command. What depends on a condition makes its keys unknown. */
export function runAndOr(context: CommandContext, andOr: AndOr): Effect {
  const [pipeline, ...others] = andOr.pipelines
  const [command, ...piped] = pipeline ?? []
  if (others.length > 0) return runUnforeseen(context, andOr, 'runs only under a condition')
  // The commands of a pipeline run in processes of their own.
  if (command === undefined || piped.length > 0) return 'runs'
  return runCommand(context, command)
}

function runCommand(context: CommandContext, command: Command): Effect {
  switch (command.type) {
    case 'simple':
      return runSimple(context, command)
    case 'subshell':
      return 'runs'
    case 'compound':
      return runUnforeseen(context, command, 'runs only under a condition')
    case 'function': {
      const text = context.text.slice(command.start, command.end)
      for (const key of mentionedKeys(text)) makeLasting(context, key, 'is set in a function')
      if (CHANGING.test(text)) doubt(context.variables, { why: 'defines a function that changes bash', until: 'end' })
      return 'runs'
    }
  }
}

function runUnforeseen(context: CommandContext, { start, end }: TextSpan, why: string): Effect {
  const text = context.text.slice(start, end)
  for (const key of mentionedKeys(text))
    if (FASTENING.test(text)) makeLasting(context, key, why)
    else setUnknown(context.variables, key, { why, line: context.line })
  if (LEAVING.test(text) || CHANGING.test(text)) {
    doubt(context.variables, { why: 'may end the reading or change how bash reads', until: 'end' })
  }
  return 'runs'
}

const LEAVING = /(?<![\w$./-])(?:return|exit|break|continue)(?![\w=])/
// What may make a variable local or read-only, in whatever quotes.
const FASTENING = /declare|typeset|local|readonly/
const CHANGING = /(?<![\w$./-])(?:set|shopt|exec|exit|enable|trap)(?![\w=])/

function makeLasting(context: CommandContext, key: string, why: string): void {
  context.variables.lasting.set(key, why)
  setUnknown(context.variables, key, { why, line: context.line })
}

function runSimple(context: CommandContext, command: SimpleCommand): Effect {
  const [first] = command.words
  if (first === undefined) return runAssignments(context, command)
  if (/\$[{([]/.test(context.text.slice(command.start, command.end)))
    runUnforeseen(context, command, 'holds an expansion')
  if (fragile(command)) doubt(context.variables, { why: 'follows an expansion that may fail', until: 'line' })
  const name = literalText(first)
  if (name === undefined) {
    for (const word of command.assignments) markAssigned(context, word, 'stands before a command that is not known')
    markNames(context, command, 'is named to a command that is not known')
    if (/return|exit|exec|set|shopt|enable|trap/.test(context.text.slice(first.start, first.end))) {
      doubt(context.variables, { why: 'follows a command that is not known', until: 'end' })
    }
    return runUnforeseen(context, command, 'is set by a command that is not known')
  }
  const builtin = command.redirected || command.assignments.length > 0 ? undefined : BUILTINS.get(name)
  if (builtin !== undefined) return builtin(context, command.words.slice(1))
  return runProgram(context, command, name)
}

function fragile(command: SimpleCommand): boolean {
  return [...command.assignments, ...command.words].some(word =>
    word.parts.some(part => part.type === 'dynamic' && part.fragile)
  )
}

function runAssignments(context: CommandContext, command: SimpleCommand): Effect {
  for (const word of command.assignments) {
    const source = context.text.slice(word.start, word.end)
    if (/\$[{([]/.test(source)) runUnforeseen(context, word, 'holds an expansion')
    if (command.redirected) markAssigned(context, word, 'depends on a redirection')
    else assign(context.variables, word, context.line)
  }
  return command.redirected ? 'runs' : 'assigns'
}

function markAssigned(context: CommandContext, word: Word, why: string): void {
  const key = assignmentOf(word)?.key
  if (key !== undefined) setUnknown(context.variables, key, { why, line: context.line })
}

// Commands that take the names of variables; commands that take names by an option, or code; commands that make a
// variable local (inside source_config of network-functions, where the file is sourced) or read-only.
const NAMING = new Set('export unset read mapfile readarray getopts let'.split(' '))
const UNFORESEEN = new Set('. source eval printf wait builtin command coproc'.split(' '))
const LASTING = new Set('declare typeset local readonly'.split(' '))
const ENDING = new Set('set shopt exec exit enable trap return'.split(' '))

// Commands that run text which is not here, and so may set any variable again.
const SOURCING = new Set('. source eval'.split(' '))

function doubtAll({ variables, line }: CommandContext): void {
  const touched = new Set(variables.touched)
  for (const key of [...variables.readings.keys()])
    setUnknown(variables, key, { why: 'may be set again by text that this line has bash read', line })
  variables.touched = touched
}

function runProgram(context: CommandContext, command: SimpleCommand, name: string): Effect {
  const args = { start: command.words[0]?.end ?? command.start, end: command.end }
  if (ENDING.has(name)) doubt(context.variables, { why: `follows the command ${name}`, until: 'end' })
  if (NAMING.has(name)) markNames(context, args, `is set by the command ${name}`)
  if (SOURCING.has(name)) doubtAll(context)
  if (UNFORESEEN.has(name)) return runUnforeseen(context, command, `is set by the command ${name}`)
  if (!LASTING.has(name)) return 'runs'
  const text = context.text.slice(args.start, args.end)
  const keys = /[$`]/.test(text) ? (text.match(/[A-Za-z_]\w*/g) ?? []) : mentionedKeys(name + text)
  for (const key of keys) makeLasting(context, key, `is made local or read-only by the command ${name}`)
  return 'assigns'
}
