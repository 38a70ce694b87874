// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { remember } from '../remember.ts'
import { type ModprobeLine, parseLine, splitLogicalLines, toUnderscores } from './modprobe-line.ts'

/** A file of modprobe.d(5) as its logical lines, untouched ones byte for byte. */
export interface ModprobeFile {
  readonly lines: readonly ModprobeLine[]
}

/** One alias line as kmod reads it: `-` turned to `_`, later words ignored. */
export interface AliasLine {
  readonly pattern: string
  readonly module: string
  /** The first physical line of it, counted from 1. */
  readonly line: number
}

/** One options line as kmod reads it. */
export interface OptionsLine {
  readonly module: string
  readonly options: string
  readonly line: number
  readonly source: string
}

/** One install line as kmod reads it. */
export interface InstallLine {
  readonly pattern: string
  readonly command: string
  readonly line: number
}

/** One blacklist line as kmod reads it. */
export interface BlacklistLine {
  readonly module: string
  readonly line: number
}

/** Reads any text; it never throws, what kmod cannot read becomes an `opaque` line. */
export const parseModprobe = remember((text): ModprobeFile => ({ lines: splitLogicalLines(text).map(parseLine) }))

/** The text of a file; `stringifyModprobe(parseModprobe(text))` is `text` for every text. */
export function stringifyModprobe(file: ModprobeFile): string {
  return file.lines.map(line => line.source).join('')
}

/**
 * The alias lines in their order, as `modprobe --showconfig` prints them.
 * The carriage return of a CRLF line is part of the module's name there, so `bonding\r` is not `bonding`.
 */
export function listAliases(file: ModprobeFile): readonly AliasLine[] {
  return numbered(file, (line, number) =>
    line.type === 'alias' ? { pattern: line.pattern, module: line.module, line: number } : undefined
  )
}

/** The options lines in their order; modprobe gives a module those of all of them. */
export function listOptions(file: ModprobeFile): readonly OptionsLine[] {
  return numbered(file, (line, number) =>
    line.type === 'options'
      ? { module: line.module, options: line.options, line: number, source: line.source }
      : undefined
  )
}

/**
 * Makes the last alias line of this pattern name the module, or appends such a line; the same object when it already does.
 * Both must be single words without a backslash and with paired brackets: nothing is quoted here.
 */
export function setAlias(file: ModprobeFile, pattern: string, module: string): ModprobeFile {
  const index = lastIndexOf(file, pattern)
  const line = file.lines[index]
  if (line === undefined) return withLine(file, `alias ${pattern} ${module}`)
  if (line.type !== 'alias' || line.module === toUnderscores(module)) return file
  return { lines: [...file.lines.slice(0, index), renamed(line, module), ...file.lines.slice(index + 1)] }
}

/** Drops every alias line of this pattern (only those with `module`, if given); the same object when there is none. */
export function removeAlias(file: ModprobeFile, pattern: string, module?: string): ModprobeFile {
  const lines = file.lines.filter(
    line => !isAliasOf(line, pattern) || (module !== undefined && line.module !== toUnderscores(module))
  )
  return lines.length === file.lines.length ? file : { lines }
}

/**
 * The file with a further line at its end, or before a last line whose lone backslash ends the file: a newline there would
 * change what kmod reads in that line (freadline_wrapped() stores EOF as a byte of it).
 */
export function withLine({ lines }: ModprobeFile, line: string): ModprobeFile {
  const added = parseLine(`${line}\n`)
  const last = lines.at(-1)
  if (last === undefined || isUnfinished(`${last.source}\n`))
    return { lines: [...lines.slice(0, -1), added, ...lines.slice(-1)] }
  const closed = isUnfinished(last.source) ? parseLine(`${last.source}\n`) : last
  return { lines: [...lines.slice(0, -1), closed, added] }
}

/** Whether a logical line would go on with what is put behind it. */
function isUnfinished(source: string): boolean {
  return splitLogicalLines(`${source}x`).length === 1
}

/** Whether nothing but blank lines is left; a comment or a line that kmod skips is something. */
export function isOnlyBlank(file: ModprobeFile): boolean {
  return file.lines.every(line => line.source.trim() === '')
}

/** The lines of commands that run instead of loading a module, in their order: the first that matches counts. */
export function listInstalls(file: ModprobeFile): readonly InstallLine[] {
  return numbered(file, (line, number) =>
    line.type === 'install' ? { pattern: line.pattern, command: line.command, line: number } : undefined
  )
}

/** The lines that keep a module from being loaded by an alias. */
export function listBlacklisted(file: ModprobeFile): readonly BlacklistLine[] {
  return numbered(file, (line, number) =>
    line.type === 'blacklist' ? { module: line.module, line: number } : undefined
  )
}

/** What is made of each logical line and the number of its first physical line. */
function numbered<T>(file: ModprobeFile, pick: (line: ModprobeLine, number: number) => T | undefined): readonly T[] {
  const picked: T[] = []
  let number = 1
  for (const line of file.lines) {
    const found = pick(line, number)
    if (found !== undefined) picked.push(found)
    number += line.source.split('\n').length - 1
  }
  return picked
}

function lastIndexOf(file: ModprobeFile, pattern: string): number {
  return file.lines.findLastIndex(line => isAliasOf(line, pattern))
}

function isAliasOf(line: ModprobeLine, pattern: string): line is Extract<ModprobeLine, { type: 'alias' }> {
  return line.type === 'alias' && line.pattern === toUnderscores(pattern)
}

/** Changes the module's word only, except where escapes or continuations make words and source differ. */
function renamed(line: Extract<ModprobeLine, { type: 'alias' }>, module: string): ModprobeLine {
  if (line.source.includes('\\')) return parseLine(`alias ${line.pattern} ${module}\n`)
  const word = /^([\t ]*alias[\t ]+[^\t \n]+[\t ]+)[^\t \n]+/
  return parseLine(line.source.replace(word, (_, before: string) => before + module))
}
