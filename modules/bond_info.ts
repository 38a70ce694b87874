// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type BondInfoArguments, spec, validate } from '#generated/bond_info'
import { runModule } from './lib/ansible/run-module.ts'
import { logFile } from './lib/host/journal/read-application.ts'
import { readChanges } from './lib/host/journal/read-changes.ts'
import { createReadHost } from './lib/host/read-host.ts'
import { readInfo } from './lib/info/read-info.ts'

runModule<BondInfoArguments>({
  name: 'bond_info',
  spec,
  validate,
  run: ({ name, root }) => {
    const host = createReadHost(root)
    const isRunning = host.root === '/'
    const changes = isRunning ? readChanges(host.root) : []
    return { changed: false, ...readInfo({ host, isRunning, names: name, changes, log: logFile }) }
  }
})
