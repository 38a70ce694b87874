// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../../host/host.ts'
import { findAliases } from '../../modprobe/find-alias.ts'
import { switchedOff, warnOfInstall } from '../../modprobe/load-messages.ts'
import { toUnderscores } from '../../modprobe/modprobe-line.ts'
import type { ModprobeSource } from '../../modprobe/read-sources.ts'

export interface ModuleScene {
  readonly host: ReadHost
  /** What modprobe will read. */
  readonly sources: readonly ModprobeSource[]
  readonly module: string
  readonly isChanged: boolean
}

/** What keeps the options of a module from having an effect, or from having it now. */
export function warnOfModule(scene: ModuleScene): readonly string[] {
  return [...warnOfFiles(scene), ...(scene.host.root === '/' ? warnOfKernel(scene) : [])]
}

function warnOfFiles({ sources, module }: ModuleScene): readonly string[] {
  const off = switchedOff(sources, module)
  const [alias] = findAliases(sources, module)
  const warnings = off === undefined ? warnOfInstall(sources, module) : [off]
  if (alias === undefined || alias.module === toUnderscores(module)) return warnings
  return [
    ...warnings,
    `${module}: is an alias of ${alias.module} (${alias.path}, line ${alias.line}); its options count only where the module ` +
      `is loaded by this name, which initscripts and NetworkManager do not do; give them to ${alias.module}`
  ]
}

/** modprobe hands options over when it loads a module; one that is part of the kernel has no `initstate` in sysfs. */
function warnOfKernel({ host, module, isChanged }: ModuleScene): readonly string[] {
  const name = module.replace(/-/g, '_')
  const folder = `/sys/module/${name}`
  const words = (host.readText('/proc/cmdline') ?? '').trim().split(/\s+/)
  const onCommandLine = words.filter(word => word.replace(/-/g, '_').startsWith(`${name}.`))
  const warnings =
    onCommandLine.length === 0
      ? []
      : [
          `${module}: the kernel's command line has ${onCommandLine.join(' ')}, which comes after all files; change it there`
        ]
  if (host.fileType(folder) !== 'folder') return warnings
  if (host.fileType(`${folder}/initstate`) === undefined)
    return [
      ...warnings,
      `${module}: is part of this kernel, which gets its options from the command line only (${name}.<option>)`
    ]
  return isChanged
    ? [
        ...warnings,
        `${module}: is loaded; its new options count when it is loaded the next time, at the latest by a boot`
      ]
    : warnings
}
