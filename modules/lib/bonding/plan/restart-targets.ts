// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { RestartTarget } from '../../change/restart-steps.ts'
import { ModuleError } from '../../errors.ts'
import type { ReadHost } from '../../host/host.ts'
import { findFile } from '../find-file.ts'
import { type Inventory, lookUp } from '../inventory.ts'
import { masterOf, portFilesOf, saysBond } from './masters.ts'

/** What is to be known of each interface before it is restarted. Throws ModuleError('conflict') where its file cannot be told. */
export function restartTargets(
  host: ReadHost,
  inventory: Inventory,
  devices: readonly string[]
): readonly RestartTarget[] {
  const problems: string[] = []
  const targets = devices.map((device): RestartTarget => {
    const found = findFile(inventory, device)
    if (found.state === 'refused') problems.push(found.problem)
    const entry = found.state === 'found' ? found.entry : undefined
    const exists = host.realPath(`/sys/class/net/${device}`) !== undefined
    if (entry === undefined && !exists)
      problems.push(`interfaces: ${device} has neither an ifcfg file nor a device; correct its name`)
    return {
      device,
      path: entry?.path,
      isBond:
        entry === undefined ? isKernelBond(host, device) : saysBond(entry) || portFilesOf(inventory, device).length > 0,
      bond: entry === undefined ? undefined : masterOf(inventory, entry)?.bond,
      exists
    }
  })
  if (problems.length > 0) throw new ModuleError('conflict', [...new Set(problems)])
  return targets
}

/** The devices of the files that are brought up at boot. */
export function bootDevices(inventory: Inventory): readonly string[] {
  return inventory.entries
    .filter(entry => !/^no$/i.test(lookUp(entry, 'ONBOOT') ?? 'yes') && !entry.suffix.includes(':'))
    .map(entry => lookUp(entry, 'DEVICE') ?? entry.suffix)
}

function isKernelBond(host: ReadHost, device: string): boolean {
  return host.realPath(`/sys/class/net/${device}/bonding`) !== undefined
}
