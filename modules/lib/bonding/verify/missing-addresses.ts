// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { canonicalAddress } from '../../ip-address.ts'
import { addressesIn, type FileAddress, isDynamic } from '../file-addresses.ts'
import { type IfcfgEntry, isFalse, lookUp } from '../inventory.ts'

/** A fixed address of a file that its device does not have. */
export interface MissingAddress extends FileAddress {
  /** The same with another prefix, which the device has. */
  readonly present: readonly string[]
}

/**
 * The addresses of a file that are not among those of its device, each of which has its prefix. With BOOTPROTO=dhcp the scripts
 * do not look at IPADDR (ifup-eth), with IPV6INIT=no not at IPV6ADDR (ifup-ipv6). What the device has besides counts for nothing.
 */
export function missingAddresses(entry: IfcfgEntry, addresses: readonly string[]): readonly MissingAddress[] {
  const wanted = addressesIn(entry).filter(({ address }) =>
    address.includes(':') ? !isFalse(lookUp(entry, 'IPV6INIT')) : !isDynamic(entry)
  )
  return wanted
    .map(one => ({ ...one, present: addresses.filter(text => isSame(text.split('/')[0] ?? '', one.address)) }))
    .filter(({ present, prefix, isPrefixGiven }) =>
      isPrefixGiven ? !present.some(text => text.endsWith(`/${prefix}`)) : present.length === 0
    )
}

function isSame(one: string, other: string): boolean {
  return canonicalAddress(one) === canonicalAddress(other)
}
