// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { FileChange } from '../../change/file-change.ts'
import { switchedOff, warnOfAlias, warnOfInstall } from '../../modprobe/load-messages.ts'
import { planAliasAbsent, planAliasPresent } from '../../modprobe/plan-alias.ts'
import type { ModprobeSource } from '../../modprobe/read-sources.ts'
import { modprobePath } from '../rules/modprobe-rules.ts'
import { nothing, type Outcome, refusal } from './draft.ts'

/**
 * Plans the line `alias <bond> bonding`. initscripts of EL5 need it to find the driver; later ones need it only for a bond
 * without BONDING_OPTS (is_available() and install_bonding_driver() in network-functions).
 */
export function planAlias(sources: readonly ModprobeSource[], options: Partial<BondOptions>): Outcome {
  if (options.modprobe_alias === false) return nothing
  const alias = options.name ?? ''
  if (options.state === 'absent') {
    const plan = planAliasAbsent(sources, { alias, module: 'bonding' })
    return plan.ok ? outcome(plan) : { ...nothing, warnings: [plan.problem] }
  }
  const file =
    options.modprobe_file === undefined ? defaultFile(alias, options.ports ?? []) : modprobePath(options.modprobe_file)
  const plan = planAliasPresent(sources, {
    alias,
    module: 'bonding',
    file,
    onOtherModule: 'refuse',
    fileOption: 'modprobe_file'
  })
  if (!plan.ok) return refusal(plan.problem)
  const more = warnOfAlias(sources, { alias, module: 'bonding' })
  return outcome({ files: plan.files, warnings: [...plan.warnings, ...more] })
}

/** Whether modprobe can load the driver at all, which every reader asks it for by the driver's own name. */
export function checkLoading(sources: readonly ModprobeSource[]): Outcome {
  const problem = switchedOff(sources, 'bonding')
  return problem === undefined ? { ...nothing, warnings: warnOfInstall(sources, 'bonding') } : refusal(problem)
}

/** The guide's name for the file; that of the bond where the ports' names are too many for a file name (255 bytes). */
function defaultFile(bond: string, ports: readonly string[]): string {
  const name = `bonding-${ports.join('_')}.conf`
  return `/etc/modprobe.d/${name.length > 255 ? `bonding-${bond}.conf` : name}`
}

function outcome({
  files,
  warnings
}: {
  readonly files: readonly FileChange[]
  readonly warnings: readonly string[]
}): Outcome {
  return { ...nothing, files, warnings }
}
