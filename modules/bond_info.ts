// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type BondInfoArguments, spec, validate } from '#generated/bond_info'
import { runModule } from './lib/ansible/run-module.ts'
import { logFile } from './lib/host/journal/read-application.ts'
import { readChanges } from './lib/host/journal/read-changes.ts'
import { createReadHost } from './lib/host/read-host.ts'
import { readLiveNetwork } from './lib/host/read-live-network.ts'
import { readInfo } from './lib/info/read-info.ts'
import { withNulls } from './lib/info/with-nulls.ts'
import { takeOver } from './lib/takeover/take-over.ts'

runModule<BondInfoArguments>({
  name: 'bond_info',
  spec,
  validate,
  run: ({ name, root, as_tasks }) => {
    const host = createReadHost(root)
    const isRunning = host.root === '/'
    const changes = isRunning ? readChanges(host.root) : []
    const network = isRunning ? readLiveNetwork() : undefined
    const info = readInfo({ host, isRunning, names: name, network, changes, log: logFile })
    return { changed: false, ...info, ...(as_tasks ? withNulls(tasksOf(takeOver(host, name))) : {}) }
  }
})

function tasksOf({ bonds, text, cannotTakeOver }: ReturnType<typeof takeOver>): { readonly [key: string]: unknown } {
  return { as_tasks: text, bonding_bonds: bonds, cannot_take_over: cannotTakeOver }
}
