// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { Word } from './shell-word.ts'

/** A command without keywords: assignments, then the words of a command, if any. */
export interface SimpleCommand {
  readonly type: 'simple'
  readonly start: number
  readonly end: number
  readonly assignments: readonly Word[]
  readonly words: readonly Word[]
  readonly redirected: boolean
}

/** A command; of those with keywords only the extent is known, and whether it runs here, in a child, or when called. */
export type Command =
  | SimpleCommand
  | { readonly type: 'compound' | 'subshell' | 'function'; readonly start: number; readonly end: number }

/** Commands joined by `|` (inner list) and `&&` or `||` (outer list). */
export interface AndOr {
  readonly start: number
  readonly end: number
  readonly pipelines: readonly (readonly Command[])[]
}

/** One line of commands as bash reads and runs it at a time, joined by `;` or `&`. */
export interface CommandLine {
  readonly start: number
  readonly end: number
  readonly items: readonly { readonly andOr: AndOr; readonly background: boolean }[]
}
