// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { findBlacklisted, findInstall, type InstallCommand, listInstallCommands, loadsNothing } from './load-lines.ts'
import { toUnderscores } from './modprobe-line.ts'
import { fileName, MODPROBE_FOLDER, type ModprobeSource } from './read-sources.ts'

/** Why a module cannot be loaded at all: an install line whose command does nothing. */
export function switchedOff(sources: readonly ModprobeSource[], module: string): string | undefined {
  const found = findInstall(sources, module)
  if (found === undefined || !loadsNothing(found.command)) return undefined
  return `${module}: ${lineOf(found)} keeps the module from being loaded; remove ${remedyOf(found)}`
}

/** An install line that may load the module or not. */
export function warnOfInstall(sources: readonly ModprobeSource[], module: string): readonly string[] {
  const found = findInstall(sources, module)
  return found === undefined || loadsNothing(found.command)
    ? []
    : [`${module}: modprobe runs the command of ${lineOf(found)} instead of loading it; see that this command loads it`]
}

/**
 * Lines that take the effect from an alias, or from which it takes theirs: modprobe resolves an alias before it looks for a
 * command of that name, and kmod loads nothing by an alias of a blacklisted module (kmod_module_probe_insert_module()).
 */
export function warnOfAlias(
  sources: readonly ModprobeSource[],
  { alias, module }: { readonly alias: string; readonly module: string }
): readonly string[] {
  const ousted = listInstallCommands(sources).filter(({ pattern }) => pattern === toUnderscores(alias))
  return [
    ...findBlacklisted(sources, module).map(
      ({ path, line }) =>
        `alias ${alias}: ${path}, line ${line}, (blacklist ${module}) makes modprobe ignore it; ${module} is still loaded by ` +
        'its own name, as initscripts and NetworkManager do; remove that line if the alias shall count'
    ),
    ...ousted.map(
      found =>
        `alias ${alias}: ${lineOf(found)} counts no longer, since modprobe follows an alias first; remove that line`
    )
  ]
}

/** A vendor's file is hidden, not edited. */
function remedyOf({ path }: InstallCommand): string {
  return path.startsWith(`${MODPROBE_FOLDER}/`) || path === '/etc/modprobe.conf'
    ? 'that line'
    : `that line from a copy at ${MODPROBE_FOLDER}/${fileName(path)}, which hides this file`
}

function lineOf({ path, line, pattern, command }: InstallCommand): string {
  return `${path}, line ${line}, (install ${pattern} ${command})`
}
