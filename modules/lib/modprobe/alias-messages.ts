// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { StandingAlias } from './find-alias.ts'
import { toUnderscores } from './modprobe-line.ts'
import { fileName, isReadByModprobe, MODPROBE_FOLDER, type ModprobeSource } from './read-sources.ts'

/** Why a word cannot stand in an alias line, which has neither quotes nor escapes that kmod and EL6 share. */
export function wordProblem(option: 'alias' | 'module', word: string): string | undefined {
  const isWord = /^[!-[\]-~]+$/.test(word) && toUnderscores(word) !== undefined
  if (isWord && (option === 'alias' || !/[*?[\]]/.test(word))) return undefined
  const rule =
    option === 'alias'
      ? 'an alias is one word of printable ASCII without a backslash, its brackets in pairs'
      : 'a module is one word of printable ASCII without a backslash or wildcards'
  return `${option}: ${JSON.stringify(word)} cannot stand in an alias line; ${rule} (modprobe.d(5)); name it so`
}

/** Why a line cannot be appended to this file, for a reader that would not see it there or a file that it would hide. */
export function placeProblem(sources: readonly ModprobeSource[], file: string, option: string): string | undefined {
  const known = sources.find(({ path }) => path === file)
  if (known?.writable) return undefined
  const name = fileName(file)
  if (file !== `${MODPROBE_FOLDER}/${name}` || !isReadByModprobe(name)) {
    return (
      `${option}: ${JSON.stringify(file)} is none that a line can be added to; modprobe reads files directly in ` +
      `${MODPROBE_FOLDER} whose name ends in .conf and does not begin with a dot; name such a file`
    )
  }
  const hidden = sources.find(({ path }) => fileName(path) === name)
  if (hidden === undefined) return undefined
  return `${option}: ${file} would hide ${hidden.path}, since modprobe reads one file of a name only; give another name`
}

/** A line that names another module and is not ours to change. */
export function otherModuleProblem(found: StandingAlias, wanted: { alias: string; module: string }): string {
  return (
    `alias ${wanted.alias}: ${placeOf(found)} names module ${JSON.stringify(found.module)}, not ${wanted.module}, ` +
    `and modprobe loads every module whose alias matches; ${remedyOf(found, wanted.module)}`
  )
}

/** A line to be removed that is the vendor's. */
export function vendorProblem(found: StandingAlias): string {
  return `alias ${found.pattern}: ${placeOf(found)} is a vendor's, which is never changed; ${hidingRemedy(found)}`
}

/** A line that outlives the removal of an alias. */
export function stillStands(found: StandingAlias, alias: string): string {
  return `alias ${alias}: ${placeOf(found)} still gives it module ${JSON.stringify(found.module)}`
}

function placeOf({ path, line, pattern, exact }: StandingAlias): string {
  return `${path}, line ${line}${exact ? '' : ` (${pattern})`},`
}

function remedyOf(found: StandingAlias, module: string): string {
  if (!found.source.writable) return hidingRemedy(found)
  if (found.module.endsWith('\r')) return `its line ends are CRLF: run sed -i 's/\\r$//' ${found.path}`
  if (!found.exact) return 'remove that line, or narrow its pattern'
  return `remove that line, or make it name ${module}`
}

function hidingRemedy({ path }: StandingAlias): string {
  return `copy it to ${MODPROBE_FOLDER}/${fileName(path)}, which hides it, and edit that copy`
}
