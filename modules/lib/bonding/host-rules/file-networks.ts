// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { canonicalAddress, canonicalNetwork } from '../../ip-address.ts'
import { addressesIn } from '../file-addresses.ts'
import type { Family } from '../routing/words.ts'

/** An address that a bond's file gives it, and its network; both in one spelling. */
export interface FileNetwork {
  readonly address: string
  readonly prefix: number
  readonly network: string
}

/** The static addresses of a file, of one family. */
export function networksOf(file: IfcfgFile, family: Family): readonly FileNetwork[] {
  return addressesIn({ file }).flatMap(({ address, prefix }) =>
    address.includes(':') === (family === '6')
      ? [{ address: canonicalAddress(address), prefix, network: canonicalNetwork(address, prefix) }]
      : []
  )
}
