// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { FileChange } from '../../change/file-change.ts'
import type { ReadHost } from '../../host/host.ts'
import type { Inventory } from '../inventory.ts'
import { warnOfBareBonds } from './bare-bonds.ts'
import { warnOfLosses } from './losses.ts'
import { warnOfKernelOnly } from './plan-absent.ts'
import { warnOfStrays } from './strays.ts'

/** A plan as a whole, and what it was made from. */
interface Planned {
  readonly host: ReadHost
  readonly inventory: Inventory
  readonly bonds: readonly Partial<BondOptions>[]
  readonly files: readonly FileChange[]
  /** The bonds to be removed that only the kernel has. */
  readonly running: readonly string[]
}

/** What is to be told of a plan that no file of it shows alone. */
export function warnOfPlan({ host, inventory, bonds, files, running }: Planned): readonly string[] {
  const present = bonds.filter(({ state }) => state !== 'absent')
  return [
    ...running.map(name => warnOfKernelOnly(host, name)),
    ...warnOfLosses(inventory, bonds, files),
    ...warnOfBareBonds(host, present, files),
    ...warnOfStrays(inventory, bonds)
  ]
}
