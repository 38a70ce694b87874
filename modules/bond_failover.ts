// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type BondFailoverArguments, spec, validate } from '#generated/bond_failover'
import { runModule } from './lib/ansible/run-module.ts'
import { requireReader } from './lib/bonding/host-rules/require-reader.ts'
import { checkArguments } from './lib/failover/check-arguments.ts'
import { testFailover } from './lib/failover/test-failover.ts'
import { createHost } from './lib/host/node-host.ts'

runModule<BondFailoverArguments>({
  name: 'bond_failover',
  spec,
  validate,
  check: checkArguments,
  run: (args, { checkMode }) => {
    requireReader(createHost('/'))
    return testFailover(args, checkMode)
  }
})
