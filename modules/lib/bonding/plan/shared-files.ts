// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import { findFile } from '../find-file.ts'
import type { Inventory } from '../inventory.ts'

/**
 * Files that would have to be those of two devices of a task. One that names no DEVICE is found by its own name, by HWADDR
 * and by NAME (need_config() in network-functions), which may lead to it from several devices.
 */
export function sharedFiles(inventory: Inventory, bonds: readonly Partial<BondOptions>[]): readonly string[] {
  const devicesOf = new Map<string, string[]>()
  for (const device of bonds.flatMap(({ name = '', ports = [] }) => [name, ...ports])) {
    const found = findFile(inventory, device)
    if (found.state !== 'found') continue
    const devices = devicesOf.get(found.entry.path) ?? []
    devicesOf.set(found.entry.path, devices.includes(device) ? devices : [...devices, device])
  }
  return [...devicesOf].flatMap(([path, devices]) =>
    devices.length < 2
      ? []
      : [
          `${devices.join(', ')}: ${path} is found for each of them, by its name, its HWADDR or its NAME; ` +
            'a file is for one device: write into it which one, as DEVICE=, and remove what names another'
        ]
  )
}
