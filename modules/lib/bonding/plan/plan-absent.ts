// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { FileChange } from '../../change/file-change.ts'
import type { ReadHost } from '../../host/host.ts'
import { findFile } from '../find-file.ts'
import type { Inventory } from '../inventory.ts'
import { stackedOn } from '../stacked.ts'
import { kernelDevice } from '../steps/kernel-device.ts'
import { type Outcome, refusal } from './draft.ts'
import { portFilesOf, saysBond } from './masters.ts'
import { notABond } from './plan-bond.ts'
import { planRoutingRemoval } from './plan-routing.ts'

/**
 * Plans the removal of a bond's own file and of its files of routes and rules. What else stands on the bond stays, among the
 * files and with a warning.
 */
export function planBondRemoval(inventory: Inventory, host: ReadHost, name: string): Outcome {
  const found = findFile(inventory, name)
  if (found.state === 'refused') return refusal(found.problem)
  const routing = planRoutingRemoval(inventory, host, name)
  const stacked = stackedOn(inventory, name).filter(path => !routing.some(file => file.path === path))
  const left: Outcome = {
    files: [...routing, ...inventory.entries.filter(({ path }) => stacked.includes(path)).map(unchanged)],
    problems: [],
    warnings: stacked.map(path => `${name}: ${path} stays, and stands on a bond that is gone`)
  }
  if (found.state === 'absent') return left
  const { entry } = found
  const foreign = notABond(entry)
  if (foreign !== undefined || (!saysBond(entry) && portFilesOf(inventory, name).length === 0))
    return refusal(
      `${name}: ${foreign ?? `${entry.path} says nothing of a bond (no BONDING_OPTS, no TYPE=Bond, no device with MASTER=${name})`}; ` +
        'to remove the file of another device use nic.bonding.ifcfg with state=absent'
    )
  return { ...left, files: [{ path: entry.path, before: entry.text, after: undefined, device: name }, ...left.files] }
}

/** Of the bonds that are to go, those that no file describes and the kernel runs: writing files does nothing about them. */
export function kernelOnly(
  inventory: Inventory,
  host: ReadHost,
  bonds: readonly Partial<BondOptions>[]
): readonly string[] {
  if (host.root !== '/') return []
  const names = bonds.filter(({ state }) => state === 'absent').map(({ name }) => name ?? '')
  return names.filter(name => findFile(inventory, name).state === 'absent' && kernelDevice(host, name).isBond)
}

/** Says of such a bond how it goes. */
export function warnOfKernelOnly(host: ReadHost, name: string): string {
  const { ports } = kernelDevice(host, name)
  const has = ports.length === 0 ? 'no ports' : `ports ${ports.join(', ')}`
  return (
    `${name}: has no file, and the kernel runs it (${has}), as somebody made it by hand; ` +
    `nic.bonding.network_apply with interfaces: [${name}] removes it`
  )
}

function unchanged({ path, text, suffix }: Inventory['entries'][number]): FileChange {
  return { path, before: text, after: text, device: suffix }
}
