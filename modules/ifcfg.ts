// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type IfcfgArguments, spec, validate } from '#generated/ifcfg'
import { ifcfgSecrets } from './lib/ansible/ifcfg-secrets.ts'
import { runModule } from './lib/ansible/run-module.ts'
import { requireReader } from './lib/bonding/host-rules/require-reader.ts'
import { planIfcfg } from './lib/bonding/plan/plan-ifcfg.ts'
import { checkSettings } from './lib/bonding/rules/key-rules.ts'
import { carryOut } from './lib/carry-out.ts'

runModule<IfcfgArguments>({
  name: 'ifcfg',
  spec,
  validate,
  rules: { requiredIf: [{ option: 'state', is: 'present', needs: ['settings'] }] },
  check: checkSettings,
  run: (args, { checkMode }) =>
    carryOut({
      name: 'ifcfg',
      root: args.root,
      backup: args.backup,
      checkMode,
      secretsOf: ifcfgSecrets,
      plan: host => {
        requireReader(host)
        return planIfcfg(args, host)
      }
    })
})
