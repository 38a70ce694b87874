// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import type { BondOptions } from '#generated/bond'
import { deviceOf, type Inventory, lookUp } from '../inventory.ts'

/** Warns of copies of the files of these bonds and ports that some readers skip and others take for configuration. */
export function warnOfStrays(inventory: Inventory, bonds: readonly Partial<BondOptions>[]): readonly string[] {
  const devices = new Set(bonds.flatMap(({ name, ports }) => [name ?? '', ...(ports ?? [])]))
  return inventory.strays
    .filter(entry => devices.has(deviceOf(entry)) || devices.has(lookUp(entry, 'MASTER') ?? ''))
    .map(
      ({ path }) =>
        `${path}: some readers skip this copy, others take it for configuration (.old on EL6, .rpmsave for NetworkManager); ` +
        'remove it, or give it a name that ends in "~"'
    )
}
