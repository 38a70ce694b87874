// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type BondArguments, spec, validate } from '#generated/bond'
import { runModule } from './lib/ansible/run-module.ts'
import { bondsOf, checkBonds } from './lib/bonding/check-bonds.ts'
import { requireReader } from './lib/bonding/host-rules/require-reader.ts'
import { planBonds } from './lib/bonding/plan/plan-bonds.ts'
import { carryOut } from './lib/carry-out.ts'
import { createHost } from './lib/host/node-host.ts'

const perBond = Object.keys(spec).filter(option => !['bonds', 'root', 'backup'].includes(option))

runModule<BondArguments>({
  name: 'bond',
  spec,
  validate,
  rules: { requiredOneOf: [['name', 'bonds']], mutuallyExclusive: [[['bonds'], perBond]] },
  check: checkBonds,
  run: (args, { checkMode }) => {
    const host = createHost(args.root)
    requireReader(host)
    const plan = planBonds(bondsOf(args), host)
    return { ...carryOut({ host, plan, backup: args.backup, checkMode }), bonds: plan.bonds }
  }
})
