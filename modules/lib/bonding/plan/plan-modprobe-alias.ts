// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ModprobeAliasArguments } from '#generated/modprobe_alias'
import type { Plan } from '../../change/file-change.ts'
import { ModuleError } from '../../errors.ts'
import type { ReadHost } from '../../host/host.ts'
import { switchedOff, warnOfAlias, warnOfInstall } from '../../modprobe/load-messages.ts'
import { planAliasAbsent, planAliasPresent } from '../../modprobe/plan-alias.ts'
import { readModprobeSources, withChanges } from '../../modprobe/read-sources.ts'
import { modprobePath } from '../rules/modprobe-rules.ts'

type Sources = ReturnType<typeof readModprobeSources>

/** Plans one alias line. Throws ModuleError('conflict') where it stands in a file that is not the administrator's. */
export function planModprobeAlias(args: Partial<ModprobeAliasArguments>, host: ReadHost): Plan {
  const sources = readModprobeSources(host)
  const { alias = '', module } = args
  const file = args.file === undefined ? undefined : modprobePath(args.file)
  const plan =
    args.state === 'absent'
      ? planAliasAbsent(sources, {
          alias,
          ...(module === undefined ? {} : { module }),
          ...(file === undefined ? {} : { file })
        })
      : planAliasPresent(sources, { alias, module: module ?? '', file: file ?? defaultFile(alias) })
  if (!plan.ok) throw new ModuleError('conflict', [plan.problem])
  return { files: plan.files, warnings: [...plan.warnings, ...loadWarnings(args, withChanges(sources, plan.files))] }
}

function loadWarnings(
  { alias = '', module, state }: Partial<ModprobeAliasArguments>,
  sources: Sources
): readonly string[] {
  if (state === 'absent' || module === undefined) return []
  const off = switchedOff(sources, module)
  return [...(off === undefined ? warnOfInstall(sources, module) : [off]), ...warnOfAlias(sources, { alias, module })]
}

/** A file named by the alias, without the characters of wildcards. */
function defaultFile(alias: string): string {
  return `/etc/modprobe.d/${alias.replace(/[^A-Za-z0-9_.-]/g, '_')}.conf`
}
