// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { FileChange } from '../change/file-change.ts'
import { placeProblem } from './alias-messages.ts'
import { warnOfAliasOptions } from './alias-options.ts'
import { editOptions, withoutOptions } from './edit-options.ts'
import { effectiveOptions, findOptions, type StandingOptions } from './find-options.ts'
import { isOnlyBlank, parseModprobe, stringifyModprobe, withLine } from './modprobe-file.ts'
import { commentWarning, optionsStillStand, unsafeLine, vendorOption, vendorOptions } from './option-messages.ts'
import type { OptionWord } from './option-words.ts'
import { type ModprobeSource, withChanges } from './read-sources.ts'

/** The files to write, with those where nothing is to be done, or every reason why not. */
export interface OptionsPlan {
  readonly files: readonly FileChange[]
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

/** A parameter as it shall be. */
export interface WantedOption {
  /** As the task spells it. */
  readonly name: string
  /** What stands behind the name and `=`, quotes included; `undefined` where the parameter shall not be given. */
  readonly text: string | undefined
  /** Whether a value means the same. */
  readonly isSame: (value: string | undefined) => boolean
}

export interface OptionsPresent {
  readonly module: string
  readonly options: readonly WantedOption[]
  /** Whether the module's other options go. */
  readonly exclusive: boolean
  /** Where a line goes when none stands yet. */
  readonly file: string
}

export interface OptionsAbsent {
  readonly module: string
  readonly file?: string
}

/**
 * Gives a module these options. A parameter gets its value wherever it stands: kmod puts all lines together in their order,
 * module-init-tools in the opposite one (add_extra_options() in modprobe.c), and the kernel keeps the last. A new one
 * follows on the last line that is the administrator's; a vendor's line is never changed.
 */
export function planOptionsPresent(sources: readonly ModprobeSource[], wanted: OptionsPresent): OptionsPlan {
  const standing = findOptions(sources, wanted.module)
  const unsafe = texts(standing.map(unsafeLine))
  if (unsafe.length > 0) return refused(unsafe)
  const own = standing.filter(({ source }) => source.writable)
  const missing = missingWords(standing, wanted)
  const isNew = own.length === 0 && missing.length > 0
  const misplaced = isNew ? placeProblem(sources, wanted.file, 'file') : undefined
  if (misplaced !== undefined) return refused([misplaced])
  const last = own.at(-1)?.source
  const files = isNew
    ? [appended(sources, wanted, missing)]
    : sourcesOf(own).map(source => edited(source, wanted, source === last ? missing : []))
  const after = withChanges(sources, files)
  const overruled = overruledOptions(after, wanted)
  if (overruled.length > 0) return refused(overruled)
  return {
    files: files.length > 0 ? files : sourcesOf(standing).map(unchanged),
    problems: [],
    warnings: [...texts(findOptions(after, wanted.module).map(commentWarning)), ...warnOfAliasOptions(after, wanted)]
  }
}

/** Removes the module's options lines from the administrator's files, and a file that held nothing else. */
export function planOptionsAbsent(sources: readonly ModprobeSource[], { module, file }: OptionsAbsent): OptionsPlan {
  const meant = findOptions(sources, module).filter(({ path }) => file === undefined || path === file)
  const fixed = meant.filter(({ source }) => !source.writable)
  if (fixed.length > 0) return refused(fixed.map(vendorOptions))
  const files = sourcesOf(meant).map(source => written(source, withoutOptions(source.text, module)))
  const warnings = findOptions(withChanges(sources, files), module).map(optionsStillStand)
  const named = sources.filter(({ path }) => path === file && files.length === 0)
  return { files: [...files, ...named.map(unchanged)], problems: [], warnings }
}

/** The words for parameters that no line of the administrator's has, unless a vendor's has them as they are wanted. */
function missingWords(standing: readonly StandingOptions[], { options }: OptionsPresent): readonly string[] {
  const effective = effectiveOptions(standing)
  const isOwn = (name: string): boolean =>
    standing.some(({ source, words }) => source.writable && words.some(isNamed(name)))
  return options
    .filter(({ name, text }) => text !== undefined && !isOwn(name))
    .filter(({ name, isSame }) => !effective.has(underscored(name)) || !isSame(effective.get(underscored(name))))
    .map(({ name, text }) => `${name}=${text}`)
}

function edited(source: ModprobeSource, wanted: OptionsPresent, append: readonly string[]): FileChange {
  const change = (word: OptionWord): string | null | undefined => {
    const option = wanted.options.find(({ name }) => isNamed(name)(word))
    if (option === undefined) return wanted.exclusive ? null : undefined
    if (option.text === undefined) return null
    return option.isSame(word.value) ? undefined : `${word.name}=${option.text}`
  }
  return written(source, parseModprobe(editOptions(source.text, { module: wanted.module, change, append })))
}

function appended(sources: readonly ModprobeSource[], wanted: OptionsPresent, words: readonly string[]): FileChange {
  const before = sources.find(({ path }) => path === wanted.file)?.text
  const file = withLine(parseModprobe(before ?? ''), `options ${wanted.module} ${words.join(' ')}`)
  return { path: wanted.file, before, after: stringifyModprobe(file) }
}

/** A file that held nothing else goes, unless its name hides a vendor's file, which would then come to life. */
function written({ path, text, hides }: ModprobeSource, file: ReturnType<typeof parseModprobe>): FileChange {
  const after = stringifyModprobe(file)
  return { path, before: text, after: isOnlyBlank(file) && after !== text && hides === undefined ? undefined : after }
}

/** What a vendor's lines still say otherwise; of a parameter that is given more than once the last value counts. */
function overruledOptions(sources: readonly ModprobeSource[], wanted: OptionsPresent): readonly string[] {
  const last = new Map<string, string | undefined>()
  for (const standing of findOptions(sources, wanted.module))
    for (const word of standing.words) {
      const option = wanted.options.find(({ name }) => isNamed(name)(word))
      const isFine = option === undefined ? !wanted.exclusive : option.text !== undefined && option.isSame(word.value)
      last.set(word.name, isFine ? undefined : vendorOption(standing, word))
    }
  return texts([...last.values()])
}

function isNamed(name: string): (word: OptionWord) => boolean {
  return word => word.name === underscored(name)
}

function underscored(name: string): string {
  return name.replace(/-/g, '_')
}

function sourcesOf(standing: readonly StandingOptions[]): readonly ModprobeSource[] {
  return [...new Set(standing.map(({ source }) => source))]
}

function unchanged({ path, text }: ModprobeSource): FileChange {
  return { path, before: text, after: text }
}

function refused(problems: readonly string[]): OptionsPlan {
  return { files: [], problems, warnings: [] }
}

function texts(found: readonly (string | undefined)[]): readonly string[] {
  return found.filter((text): text is string => text !== undefined)
}
