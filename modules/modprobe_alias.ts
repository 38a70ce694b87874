// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type ModprobeAliasArguments, spec, validate } from '#generated/modprobe_alias'
import { runModule } from './lib/ansible/run-module.ts'
import { planModprobeAlias } from './lib/bonding/plan/plan-modprobe-alias.ts'
import { checkModprobeAlias } from './lib/bonding/rules/modprobe-rules.ts'
import { carryOut } from './lib/carry-out.ts'

runModule<ModprobeAliasArguments>({
  name: 'modprobe_alias',
  spec,
  validate,
  rules: { requiredIf: [{ option: 'state', is: 'present', needs: ['module'] }] },
  check: checkModprobeAlias,
  run: (args, { checkMode }) =>
    carryOut({
      name: 'modprobe_alias',
      root: args.root,
      backup: args.backup,
      checkMode,
      plan: host => planModprobeAlias(args, host)
    })
})
