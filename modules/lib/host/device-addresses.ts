// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import type { Located } from '../change/live-network.ts'

/** The addresses of all devices that are up and have a link, each with its prefix, and the device without the label of an alias. */
export function deviceAddresses(): readonly Located[] {
  return system
    .deviceAddresses()
    .map(({ device, address, prefix }) => ({ device: device.replace(/:.*$/, ''), address: `${address}/${prefix}` }))
}
