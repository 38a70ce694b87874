// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { canonicalAddress } from '../ip-address.ts'

/** An IPv6 address with the length of its prefix. */
export interface Ipv6Interface {
  /** In the spelling of `canonicalAddress`. */
  readonly address: string
  readonly prefix: number
}

/** Reads `<address>[/<length>]`; without a length it is 64 (ipv6_add_addr_on_device(), parse_full_ip6_address()). */
export function parseInterface(text: string): Ipv6Interface {
  const [address = '', prefix] = text.split('/')
  return { address: canonicalAddress(address), prefix: prefix === undefined ? 64 : Number(prefix) }
}

/** Whether two lists of addresses, with blanks between them, mean the same ones in any order. */
export function sameInterfaces(a: string, b: string): boolean {
  const meaning = (list: string): string =>
    list
      .split(/\s+/)
      .filter(text => text !== '')
      .map(parseInterface)
      .map(({ address, prefix }) => `${address}/${prefix}`)
      .sort()
      .join(' ')
  return meaning(a) === meaning(b)
}

/** Whether an address in the spelling of `canonicalAddress` is link-local (RFC 4291, 2.5.6). */
export function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/.test(address)
}
