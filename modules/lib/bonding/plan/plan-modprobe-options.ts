// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ModprobeOptionsArguments } from '#generated/modprobe_options'
import type { Plan } from '../../change/file-change.ts'
import { ModuleError } from '../../errors.ts'
import type { ReadHost } from '../../host/host.ts'
import { effectiveOptions, findOptions } from '../../modprobe/find-options.ts'
import {
  type OptionsPlan,
  planOptionsAbsent,
  planOptionsPresent,
  type WantedOption
} from '../../modprobe/plan-options.ts'
import { readModprobeSources, withChanges } from '../../modprobe/read-sources.ts'
import type { Findings } from '../host-rules/check-host.ts'
import { checkModuleDefaults } from '../host-rules/module-default-rules.ts'
import { checkRelease } from '../host-rules/module-release-rules.ts'
import { warnOfModule } from '../host-rules/module-rules.ts'
import { kernelInteger, paramMeaning, paramText } from '../module-params.ts'
import { modprobePath } from '../rules/modprobe-rules.ts'
import { isBonding, paramNamed, warnOfUnknown } from '../rules/module-option-rules.ts'

type Arguments = Partial<ModprobeOptionsArguments>

/** The plan, and what the module will get. */
export interface ModuleOptionsPlan extends Plan {
  readonly options: ReadonlyMap<string, string | undefined>
}

/** Plans the options of one kernel module. Throws ModuleError('conflict') with every reason why they cannot stand so. */
export function planModprobeOptions(args: Arguments, host: ReadHost): ModuleOptionsPlan {
  const sources = readModprobeSources(host)
  const { module = '' } = args
  const { files, problems, warnings } = planFiles(args, sources)
  const after = withChanges(sources, files)
  const options = effectiveOptions(findOptions(after, module))
  if (problems.length > 0) throw new ModuleError('conflict', problems)
  const checked = checkParameters(args, host, options)
  if (checked.problems.length > 0) throw new ModuleError('conflict', checked.problems)
  const isChanged = files.some(file => file.before !== file.after)
  const more = [
    ...checked.warnings,
    ...(isBonding(module) ? warnOfUnknown(options) : []),
    ...warnOfModule({ host, sources: after, module, isChanged })
  ]
  return { files, options, warnings: [...warnings, ...more] }
}

function planFiles(args: Arguments, sources: ReturnType<typeof readModprobeSources>): OptionsPlan {
  const { module = '', options = {}, exclusive = false } = args
  const file = args.file === undefined ? undefined : modprobePath(args.file)
  if (args.state === 'absent') return planOptionsAbsent(sources, { module, ...(file === undefined ? {} : { file }) })
  return planOptionsPresent(sources, {
    module,
    exclusive,
    file: file ?? `/etc/modprobe.d/${module.replace(/[^A-Za-z0-9_.-]/g, '_')}.conf`,
    options: Object.entries(options).map(([name, value]) => wantedOption(module, name, value))
  })
}

function wantedOption(module: string, name: string, value: unknown): WantedOption {
  if (value === null) return { name, text: undefined, isSame: other => other === undefined }
  const param = isBonding(module) ? paramNamed(name) : undefined
  if (param === undefined) return { name, text: quoted(plainText(value)), isSame: other => isSameValue(value, other) }
  const text = paramText(param, value)
  const meaning = paramMeaning(param, text)
  return { name, text, isSame: other => other !== undefined && paramMeaning(param, other) === meaning }
}

/** A boolean is 1 or 0, which the kernel takes for a parameter of any kind; Y and N only for one of the kind bool (params.c). */
function plainText(value: unknown): string {
  if (Array.isArray(value)) return value.map(plainText).join(',')
  return typeof value === 'boolean' ? String(Number(value)) : String(value)
}

/** Only blanks make quotes necessary (next_arg() in lib/cmdline.c). */
function quoted(text: string): string {
  return text.includes(' ') ? `"${text}"` : text
}

/** Booleans as kstrtobool() takes them, a name alone being true; numbers in any base; else the text itself. */
function isSameValue(value: unknown, other: string | undefined): boolean {
  if (typeof value === 'boolean') return value ? /^(?:[1yY]|$)/.test(other ?? '') : /^[0nN]/.test(other ?? '1')
  const text = plainText(value)
  const number = kernelInteger(text)
  return other === text || (number !== undefined && other !== undefined && kernelInteger(other) === number)
}

/** What the driver makes of its parameters, all lines together. */
function checkParameters(
  { module, options = {}, state }: Arguments,
  host: ReadHost,
  effective: ModuleOptionsPlan['options']
): Findings {
  if (!isBonding(module) || state === 'absent') return { problems: [], warnings: [] }
  const named = Object.keys(options).map(name => name.replace(/-/g, '_'))
  const { problems, warnings } = checkRelease(host, effective, named)
  return { problems: [...checkModuleDefaults(effective, named), ...problems], warnings }
}
