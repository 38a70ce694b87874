// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import os from 'os'
import type { Located } from '../change/live-network.ts'
import { flatMap } from '../flat-map.ts'

/**
 * The addresses of all devices that are up and have a link (libuv, uv_interface_addresses()), each with its prefix, and the
 * device without the label of an alias.
 */
export function deviceAddresses(): readonly Located[] {
  return flatMap(Object.entries(os.networkInterfaces()), ([name, infos]) =>
    (infos ?? []).map(({ address, cidr }) => ({ device: name.replace(/:.*$/, ''), address: cidr ?? address }))
  )
}
