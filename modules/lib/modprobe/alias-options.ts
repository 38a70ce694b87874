// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { findOptions } from './find-options.ts'
import { listAliases, parseModprobe } from './modprobe-file.ts'
import { toUnderscores } from './modprobe-line.ts'
import { placeOf } from './option-messages.ts'
import type { OptionsPresent } from './plan-options.ts'
import type { ModprobeSource } from './read-sources.ts'

/**
 * Options of an alias that say otherwise: modprobe puts them behind those of the module, where they count, when it is asked
 * for the module by that name (kmod_module_get_options()).
 */
export function warnOfAliasOptions(sources: readonly ModprobeSource[], wanted: OptionsPresent): readonly string[] {
  const aliases = sources.flatMap(({ text }) => listAliases(parseModprobe(text)))
  const own = aliases.filter(({ module }) => module === toUnderscores(wanted.module)).map(({ pattern }) => pattern)
  return [...new Set(own)].flatMap(alias =>
    findOptions(sources, alias)
      .filter(({ words }) => words.some(({ name, value }) => isOtherwise(wanted, name, value)))
      .map(
        standing =>
          `${placeOf(standing)} (options ${alias} ${standing.options}) counts instead where ${wanted.module} is loaded by ` +
          `the name ${alias}; remove it there`
      )
  )
}

function isOtherwise({ options }: OptionsPresent, name: string, value: string | undefined): boolean {
  const option = options.find(one => one.name.replace(/-/g, '_') === name)
  return option !== undefined && (option.text === undefined || !option.isSame(value))
}
