// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { FileChange } from '../change/file-change.ts'
import { otherModuleProblem, placeProblem, stillStands, vendorProblem, wordProblem } from './alias-messages.ts'
import { findAlias, findAliases, type StandingAlias } from './find-alias.ts'
import {
  isOnlyBlank,
  type ModprobeFile,
  parseModprobe,
  removeAlias,
  setAlias,
  stringifyModprobe
} from './modprobe-file.ts'
import { toUnderscores } from './modprobe-line.ts'
import { type ModprobeSource, withChanges } from './read-sources.ts'

/** The files to write, with those where nothing is to be done (`before === after`), or the one reason why not. */
export type AliasPlan =
  | { readonly ok: true; readonly files: readonly FileChange[]; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problem: string }

/** An alias that shall stand. */
export interface AliasPresent {
  readonly alias: string
  readonly module: string
  /** Where it goes when it stands nowhere yet. */
  readonly file: string
  /** Whether a line that names another module is changed or is a problem; `change` if absent. */
  readonly onOtherModule?: 'change' | 'refuse'
  /** The task's name for `file` in messages; `file` if absent. */
  readonly fileOption?: string
}

/** An alias that shall not stand; `file` and `module` narrow down which lines are meant. */
export interface AliasAbsent {
  readonly alias: string
  readonly module?: string
  readonly file?: string
}

/**
 * Makes modprobe take this alias for this module and no other, since it loads every match (kmod_lookup_alias_from_config()).
 * Where it already stands it stays, in whatever file; a vendor's file and a line with wildcards are never changed.
 */
export function planAliasPresent(sources: readonly ModprobeSource[], wanted: AliasPresent): AliasPlan {
  const { alias, module, file, onOtherModule = 'change', fileOption = 'file' } = wanted
  const invalid = wordProblem('alias', alias) ?? wordProblem('module', module)
  if (invalid !== undefined) return { ok: false, problem: invalid }
  const others = findAliases(sources, alias).filter(found => found.module !== toUnderscores(module))
  const fixed = others.find(found => onOtherModule === 'refuse' || !found.exact || !found.source.writable)
  if (fixed !== undefined) return { ok: false, problem: otherModuleProblem(fixed, wanted) }
  if (others.length > 0) return planned(sourcesOf(others).map(source => corrected(source, wanted, others)))
  const standing = findAlias(sources, alias)
  if (standing !== undefined) return planned([unchanged(standing.source)])
  const misplaced = placeProblem(sources, file, fileOption)
  if (misplaced !== undefined) return { ok: false, problem: misplaced }
  const before = sources.find(({ path }) => path === file)?.text
  return planned([{ path: file, before, after: edited(before ?? '', text => setAlias(text, alias, module)) }])
}

/**
 * Removes the lines of this very name from the administrator's files, and a file that held nothing else.
 * Wildcards that still match, and lines outside of what `file` and `module` say, stay and are warned of.
 */
export function planAliasAbsent(sources: readonly ModprobeSource[], unwanted: AliasAbsent): AliasPlan {
  const { alias, module, file } = unwanted
  const invalid = wordProblem('alias', alias)
  if (invalid !== undefined) return { ok: false, problem: invalid }
  const meant = findAliases(sources, alias).filter(
    found =>
      found.exact &&
      (file === undefined || found.path === file) &&
      (module === undefined || found.module === toUnderscores(module))
  )
  const fixed = meant.find(({ source }) => !source.writable)
  if (fixed !== undefined) return { ok: false, problem: vendorProblem(fixed) }
  const files = sourcesOf(meant).map(source => cleared(source, unwanted))
  const warnings = findAliases(withChanges(sources, files), alias).map(found => stillStands(found, alias))
  const named = sources.filter(({ path }) => path === file && files.length === 0)
  return { ok: true, files: [...files, ...named.map(unchanged)], warnings }
}

function planned(files: readonly FileChange[]): AliasPlan {
  return { ok: true, files, warnings: [] }
}

function unchanged({ path, text }: ModprobeSource): FileChange {
  return { path, before: text, after: text }
}

function sourcesOf(found: readonly StandingAlias[]): readonly ModprobeSource[] {
  return [...new Set(found.map(({ source }) => source))]
}

/** One line of the alias names the module, the others of this file that name another one go. */
function corrected(
  { path, text }: ModprobeSource,
  { alias, module }: AliasPresent,
  others: readonly StandingAlias[]
): FileChange {
  const after = edited(text, file =>
    others.reduce((rest, other) => removeAlias(rest, alias, other.module), setAlias(file, alias, module))
  )
  return { path, before: text, after }
}

/** A file that held nothing else goes, unless its name hides a vendor's file, which would then come to life. */
function cleared({ path, text, hides }: ModprobeSource, { alias, module }: AliasAbsent): FileChange {
  const file = removeAlias(parseModprobe(text), alias, module)
  const isGone = isOnlyBlank(file) && hides === undefined
  return { path, before: text, after: isGone ? undefined : stringifyModprobe(file) }
}

function edited(text: string, edit: (file: ModprobeFile) => ModprobeFile): string {
  return stringifyModprobe(edit(parseModprobe(text)))
}
