// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import { findAlias } from '../modprobe/find-alias.ts'
import { findBlacklisted, type LoadLine, listInstallCommands } from '../modprobe/load-lines.ts'
import { matchesPattern } from '../modprobe/matches-pattern.ts'
import { listAliases, listOptions, parseModprobe } from '../modprobe/modprobe-file.ts'
import type { ModprobeSource } from '../modprobe/read-sources.ts'

/** A line of modprobe's files about bonding; keys as results have them. */
export interface AliasInfo {
  readonly alias: string
  readonly module: string
  readonly path: string
  readonly line: number
}

export interface OptionsInfo {
  /** `bonding`, or an alias: then the options count only where the driver is loaded by that name. */
  readonly module: string
  readonly options: string
  readonly path: string
  readonly line: number
}

/** A command that runs instead of loading the driver, or for a bond's name. */
export interface InstallInfo {
  readonly module: string
  readonly command: string
  readonly path: string
  readonly line: number
}

/** Every line about the bonding driver, in the order in which modprobe reads them. */
export function modprobeInfo(sources: readonly ModprobeSource[]): {
  readonly aliases: readonly AliasInfo[]
  readonly options: readonly OptionsInfo[]
  readonly installs: readonly InstallInfo[]
  readonly blacklists: readonly LoadLine[]
} {
  const files = sources.map(({ path, text }) => ({ path, file: parseModprobe(text) }))
  const aliases = files.flatMap(({ path, file }) =>
    listAliases(file)
      .filter(({ module }) => module === 'bonding')
      .map(({ pattern, module, line }) => ({ alias: pattern, module, path, line }))
  )
  const names = ['bonding', ...aliases.map(({ alias }) => alias)]
  const options = files.flatMap(({ path, file }) =>
    listOptions(file)
      .filter(({ module }) => names.includes(module))
      .map(({ module, options, line }) => ({ module, options, path, line }))
  )
  const installs = listInstallCommands(sources)
    .filter(({ pattern }) => names.includes(pattern) || matchesPattern(pattern, 'bonding'))
    .map(({ pattern, command, path, line }) => ({ module: pattern, command, path, line }))
  return { aliases, options, installs, blacklists: findBlacklisted(sources, 'bonding') }
}

/** The alias line that modprobe takes for a bond, whatever module it names. */
export function aliasOf(sources: readonly ModprobeSource[], bond: string): AliasInfo | undefined {
  const found = findAlias(sources, bond)
  if (found === undefined) return undefined
  const { pattern, module, path, line } = found
  return { alias: pattern, module, path, line }
}
