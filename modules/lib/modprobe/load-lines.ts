// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { matchesPattern } from './matches-pattern.ts'
import { listBlacklisted, listInstalls, parseModprobe } from './modprobe-file.ts'
import { toUnderscores } from './modprobe-line.ts'
import type { ModprobeSource } from './read-sources.ts'

/** A line that changes what modprobe does for a name. */
export interface LoadLine {
  readonly path: string
  /** Counted from 1. */
  readonly line: number
}

/** An install line: its command runs instead of loading the module. */
export interface InstallCommand extends LoadLine {
  readonly pattern: string
  readonly command: string
}

/** The command that runs instead of loading a module, by the first line that matches (kmod_module_get_install_commands()). */
export function findInstall(sources: readonly ModprobeSource[], module: string): InstallCommand | undefined {
  const name = toUnderscores(module) ?? module
  return listInstallCommands(sources).find(({ pattern }) => pattern === name || matchesPattern(pattern, name))
}

/** All install lines, in modprobe's order. */
export function listInstallCommands(sources: readonly ModprobeSource[]): readonly InstallCommand[] {
  return sources.flatMap(({ path, text }) => listInstalls(parseModprobe(text)).map(found => ({ ...found, path })))
}

/** The lines that keep a module from being loaded by an alias; wildcards have no meaning there. */
export function findBlacklisted(sources: readonly ModprobeSource[], module: string): readonly LoadLine[] {
  const name = toUnderscores(module) ?? module
  return sources.flatMap(({ path, text }) =>
    listBlacklisted(parseModprobe(text))
      .filter(found => found.module === name)
      .map(({ line }) => ({ path, line }))
  )
}

/** Whether a command does nothing at all, which is how a driver is switched off. */
export function loadsNothing(command: string): boolean {
  return /^(?:(?:\/usr)?\/s?bin\/)?(?:true|false|nologin|:)(?:[ \t][^;&|]*)?$/.test(command)
}
