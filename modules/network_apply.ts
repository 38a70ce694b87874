// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type NetworkApplyArguments, spec, validate } from '#generated/network_apply'
import { runModule } from './lib/ansible/run-module.ts'
import { applyChange } from './lib/apply/apply-change.ts'
import { confirmChange } from './lib/apply/confirm-change.ts'
import { revertChange, statusOfChange } from './lib/apply/revert-change.ts'
import { requireReader } from './lib/bonding/host-rules/require-reader.ts'
import { checkApply } from './lib/bonding/rules/apply-rules.ts'
import { createHost } from './lib/host/node-host.ts'

runModule<NetworkApplyArguments>({
  name: 'network_apply',
  spec,
  validate,
  rules: { requiredIf: [{ option: 'state', is: 'confirmed', needs: ['id'] }] },
  check: checkApply,
  run: (args, { checkMode }) => {
    requireReader(createHost('/'))
    switch (args.state) {
      case 'applied':
        return applyChange(args, checkMode)
      case 'confirmed':
        return confirmChange(args, checkMode)
      case 'reverted':
        return revertChange(args, checkMode)
      case 'status':
        return statusOfChange(args, checkMode)
    }
  }
})
