// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { type LiveNetwork, parseRoutes4, parseRoutes6 } from '../change/live-network.ts'
import { deviceAddresses } from './device-addresses.ts'
import { liveHost } from './live-host.ts'

/** The running host's, by files of the kernel and getifaddrs(3). */
export function readLiveNetwork(): LiveNetwork {
  const textOf = (name: string): string => liveHost().readText(`/proc/net/${name}`) ?? ''
  return {
    addresses: deviceAddresses(),
    gateways: [...parseRoutes4(textOf('route'), system.byteOrder), ...parseRoutes6(textOf('ipv6_route'))]
  }
}
