// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** Addresses and default routes that a host has at the moment, whoever made them. */
export interface LiveNetwork {
  /** Of devices that are up and have a link, each with its prefix; of others nothing is known. */
  readonly addresses: readonly Located[]
  /** Of default routes, in the main table for IPv4. */
  readonly gateways: readonly Located[]
}

/** An address and the device where it is. */
export interface Located {
  readonly device: string
  readonly address: string
}

/**
 * The gateways of /proc/net/route (fib_route_seq_show()), which prints addresses as the numbers that their four bytes are to
 * this processor. Of a route with several next hops it has the first only.
 */
export function parseRoutes4(text: string, endianness: 'BE' | 'LE'): readonly Located[] {
  return text.split('\n').flatMap(line => {
    const [device, destination, gateway = '', flags = '', , , , mask] = line.split(/\s+/)
    if (device === undefined || destination !== none4 || mask !== none4 || !isViaGateway(flags)) return []
    const bytes = (gateway.match(/../g) ?? []).map(byte => Number.parseInt(byte, 16))
    return [{ device, address: (endianness === 'LE' ? bytes.reverse() : bytes).join('.') }]
  })
}

/** The gateways of /proc/net/ipv6_route (rt6_info_route()), each as eight words. */
export function parseRoutes6(text: string): readonly Located[] {
  return text.split('\n').flatMap(line => {
    const [destination, length, , , gateway = '', , , , flags = '', device] = line.trim().split(/\s+/)
    if (device === undefined || destination !== none6 || length !== '00' || !isViaGateway(flags)) return []
    return [{ device, address: (gateway.match(/..../g) ?? []).join(':') }]
  })
}

const none4 = '00000000'
const none6 = none4.repeat(4)

/** RTF_UP and RTF_GATEWAY (include/uapi/linux/route.h). */
function isViaGateway(flags: string): boolean {
  return (Number.parseInt(flags, 16) & 3) === 3
}
