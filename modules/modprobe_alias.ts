// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type ModprobeAliasArguments, spec, validate } from '#generated/modprobe_alias'
import { planResult } from './lib/ansible/plan-result.ts'
import { runModule } from './lib/ansible/run-module.ts'
import { planModprobeAlias } from './lib/bonding/plan/plan-modprobe-alias.ts'
import { checkModprobeFile } from './lib/bonding/rules/modprobe-rules.ts'
import { createHost } from './lib/host/node-host.ts'

runModule<ModprobeAliasArguments>({
  name: 'modprobe_alias',
  spec,
  validate,
  rules: { requiredIf: [{ option: 'state', is: 'present', needs: ['module'] }] },
  check: ({ file }) => checkModprobeFile('file', file),
  run: (args, { checkMode }) => {
    const host = createHost(args.root)
    const plan = planModprobeAlias(args, host)
    const result = planResult({ host, plan, backup: args.backup })
    if (!checkMode) host.apply(plan.files, { backup: args.backup })
    return result
  }
})
