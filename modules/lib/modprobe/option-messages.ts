// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { StandingOptions } from './find-options.ts'
import type { OptionWord } from './option-words.ts'
import { fileName, MODPROBE_FOLDER } from './read-sources.ts'

/**
 * Why an options line cannot be edited: an open quote takes in what modprobe puts behind it (next_arg() in lib/cmdline.c),
 * and behind `--` newer kernels read no parameter (parse_args() in kernel/params.c).
 */
export function unsafeLine(standing: StandingOptions): string | undefined {
  const why =
    standing.options.split('"').length % 2 === 0
      ? 'has a double quote without a partner, which takes in the options of every line behind it; close the quote there'
      : standing.words.some(({ name, value }) => name === '__' && value === undefined)
        ? 'has --, behind which some kernels read no option and others do; remove it there'
        : undefined
  return why === undefined ? undefined : `options: ${placeOf(standing)} ${why}`
}

/** A vendor's line that has another value, or a parameter that shall not be given. */
export function vendorOption(standing: StandingOptions, { name, value }: OptionWord): string {
  const shown = value === undefined ? name : `${name}=${value}`
  return (
    `options: ${placeOf(standing)} says ${shown} and is a vendor's, which is never changed; ` +
    `copy it to ${MODPROBE_FOLDER}/${fileName(standing.path)}, which hides it, and run this task again`
  )
}

/** A vendor's line where the module shall have no options. */
export function vendorOptions(standing: StandingOptions): string {
  return (
    `module: ${placeOf(standing)} (${standing.options}) is a vendor's, which is never changed; ` +
    `copy it to ${MODPROBE_FOLDER}/${fileName(standing.path)}, which hides it, and run this task again`
  )
}

/** A line that outlives the removal of a module's options. */
export function optionsStillStand(standing: StandingOptions): string {
  return `${placeOf(standing)} still gives the module ${standing.options}`
}

/** A comment behind options is none. */
export function commentWarning(standing: StandingOptions): string | undefined {
  const at = standing.words.findIndex(({ name }) => name.startsWith('#'))
  if (at < 0) return undefined
  return (
    `${placeOf(standing)} has a # behind its options, which begins no comment there: modprobe hands all of it to the module; ` +
    'put the comment on a line of its own'
  )
}

/** Where a line stands, in words that begin a message. */
export function placeOf({ path, line }: { readonly path: string; readonly line: number }): string {
  return `${path}, line ${line},`
}
