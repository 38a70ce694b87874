// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { ipv6Words } from '../ip-address.ts'
import { isIpv4 } from './ipv4.ts'

/*
 * The formats that a value type may name in its schema. A regular expression for IPv6 costs V8 milliseconds to compile, which is
 * a third of what Node.js itself takes to start.
 */

/** The address of a host: read_full_ip4_address() in NetworkManager's ifcfg-rh reader refuses 0.0.0.0. */
export function ipv4Host(text: string): boolean {
  return isIpv4(text) && text !== '0.0.0.0' && text !== '255.255.255.255'
}

export function ip(text: string): boolean {
  return text !== '0.0.0.0' && (isIpv4(text) || ipv6(text))
}

/** RFC 4291, section 2.2, with an IPv4 tail or without. */
export function ipv6(text: string): boolean {
  const tail = text.slice(text.lastIndexOf(':') + 1)
  return !text.includes('%') && (!tail.includes('.') || isIpv4(tail)) && ipv6Words(text) !== undefined
}

/** Of a host, with the length of its prefix. */
export function ipv4Interface(text: string): boolean {
  const [address = '', length] = split(text, '/')
  return ipv4Host(address) && isLength(length, 32) && length !== '0'
}

/** The length of its prefix may be left out. */
export function ipv6Interface(text: string): boolean {
  const [address = '', length] = split(text, '/')
  return ipv6(address) && (length === undefined || isLength(length, 128))
}

/** A zone, which is a device, may follow. */
export function ipv6Gateway(text: string): boolean {
  const [address = '', zone] = split(text, '%')
  return ipv6(address) && (zone === undefined || /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/.test(zone))
}

/** A network of either family, or an address. */
export function network(text: string): boolean {
  const [address = '', length] = split(text, '/')
  return ipv6Interface(text) || (isIpv4(address) && (length === undefined || isLength(length, 32)))
}

export function routeTo(text: string): boolean {
  return text === 'default' || network(text)
}

export function pingTarget(text: string): boolean {
  return text === 'none' || ip(text)
}

/** What stands before and behind the first separator; without one, the text alone. */
function split(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function isLength(text: string | undefined, most: number): boolean {
  return text !== undefined && /^(?:0|[1-9][0-9]{0,2})$/.test(text) && Number(text) <= most
}
