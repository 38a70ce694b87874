// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type ModprobeOptionsArguments, spec, validate } from '#generated/modprobe_options'
import { runModule } from './lib/ansible/run-module.ts'
import { planModprobeOptions } from './lib/bonding/plan/plan-modprobe-options.ts'
import { checkModprobeOptions } from './lib/bonding/rules/module-option-rules.ts'
import { carryOut } from './lib/carry-out.ts'

runModule<ModprobeOptionsArguments>({
  name: 'modprobe_options',
  spec,
  validate,
  rules: { requiredIf: [{ option: 'state', is: 'present', needs: ['options'] }] },
  check: checkModprobeOptions,
  run: (args, { checkMode }) =>
    carryOut({
      name: 'modprobe_options',
      root: args.root,
      backup: args.backup,
      checkMode,
      plan: host => planModprobeOptions(args, host),
      more: ({ options }) => ({ options: optionsOf(options) })
    })
})

function optionsOf(options: ReadonlyMap<string, string | undefined>): { readonly [name: string]: string | null } {
  const result: { [name: string]: string | null } = {}
  for (const [name, value] of options) result[name] = value ?? null
  return result
}
