// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type BondArguments, spec, validate } from '#generated/bond'
import { ifcfgSecrets } from './lib/ansible/ifcfg-secrets.ts'
import { runModule } from './lib/ansible/run-module.ts'
import { bondsOf, checkBonds } from './lib/bonding/check-bonds.ts'
import { requireReader } from './lib/bonding/host-rules/require-reader.ts'
import { planBonds } from './lib/bonding/plan/plan-bonds.ts'
import { unsettableOptions } from './lib/bonding/unsettable.ts'
import { carryOut } from './lib/carry-out.ts'

const perBond = Object.keys(spec).filter(option => !['bonds', 'root', 'backup'].includes(option))

runModule<BondArguments>({
  name: 'bond',
  spec,
  validate,
  rules: {
    requiredOneOf: [['name', 'bonds']],
    mutuallyExclusive: [[['bonds'], perBond]],
    refused: unsettableOptions,
    suboptions: { bonds: { refused: unsettableOptions } }
  },
  check: checkBonds,
  run: (args, { checkMode }) =>
    carryOut({
      name: 'bond',
      root: args.root,
      backup: args.backup,
      checkMode,
      secretsOf: ifcfgSecrets,
      plan: host => {
        requireReader(host)
        return planBonds(bondsOf(args), host)
      },
      more: ({ bonds, kernelOnly }) => ({ bonds, kernel_only: kernelOnly })
    })
})
