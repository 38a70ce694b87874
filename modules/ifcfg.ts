// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type IfcfgArguments, spec, validate } from '#generated/ifcfg'
import { planResult } from './lib/ansible/plan-result.ts'
import { runModule } from './lib/ansible/run-module.ts'
import { requireReader } from './lib/bonding/host-rules/require-reader.ts'
import { planIfcfg } from './lib/bonding/plan/plan-ifcfg.ts'
import { checkSettings } from './lib/bonding/rules/key-rules.ts'
import { createHost } from './lib/host/node-host.ts'

runModule<IfcfgArguments>({
  name: 'ifcfg',
  spec,
  validate,
  rules: { requiredIf: [{ option: 'state', is: 'present', needs: ['settings'] }] },
  check: checkSettings,
  run: (args, { checkMode }) => {
    const host = createHost(args.root)
    requireReader(host)
    const plan = planIfcfg(args, host)
    const result = planResult({ host, plan, backup: args.backup })
    if (!checkMode) host.apply(plan.files, { backup: args.backup })
    return result
  }
})
