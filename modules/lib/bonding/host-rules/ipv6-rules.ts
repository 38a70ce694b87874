// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { canonicalAddress, canonicalNetwork } from '../../ip-address.ts'
import { isLinkLocal, parseInterface } from '../ipv6.ts'
import { agreedValue } from '../plan/edits.ts'
import type { Provider } from './provider.ts'

/** A rule of one reader, broken by a planned file: an error where that reader is in charge, else a warning. */
export interface ReaderProblem {
  readonly reader: Provider
  readonly message: string
}

/** What the IPv6 gateway of a bond's planned file comes to, where the task names anything of it. */
export function ipv6GatewayProblems(bond: Partial<BondOptions>, file: IfcfgFile): readonly ReaderProblem[] {
  const gateway = agreedValue(file, 'IPV6_DEFAULTGW')
  const isNamed =
    (bond.ipv6_defaultgw ?? bond.ipv6addr ?? bond.ipv6addr_secondaries ?? bond.ipv6_autoconf) !== undefined
  if (gateway === undefined || !isNamed) return []
  const addresses = ipv6Addresses(file)
  const at = `${bond.name}: ipv6_defaultgw=${gateway}`
  const address = canonicalAddress(gateway)
  if (addresses.length === 0)
    return [
      {
        reader: 'networkmanager',
        message: `${at} has no address to go with, NetworkManager ignores it (make_ip6_setting()); give ipv6addr too`
      }
    ]
  if (isLinkLocal(address))
    return gateway.includes('%')
      ? []
      : [
          {
            reader: 'initscripts',
            message:
              `${at} is link-local and names no device, so that initscripts set no default route (ipv6_set_default_route()); ` +
              `give ${gateway}%${bond.name}`
          }
        ]
  return isInNetworks(address, addresses) || agreedValue(file, 'IPV6_AUTOCONF') !== 'no'
    ? []
    : [
        {
          reader: 'initscripts',
          message:
            `${at} lies outside of the networks of the bond's addresses, so that the kernel refuses the default route of ` +
            'initscripts (No route to host); give a gateway in one of these networks, or correct ipv6addr'
        }
      ]
}

/** The addresses of a file as its readers take them. */
export function ipv6Addresses(file: IfcfgFile): readonly string[] {
  const texts = ['IPV6ADDR', 'IPV6ADDR_SECONDARIES'].map(key => agreedValue(file, key) ?? '')
  return texts
    .join(' ')
    .split(/\s+/)
    .filter(text => text !== '')
}

/** Whether an address lies in the network of one of these. */
export function isInNetworks(address: string, addresses: readonly string[]): boolean {
  return addresses.map(parseInterface).some(own => {
    return canonicalNetwork(own.address, own.prefix) === canonicalNetwork(address, own.prefix)
  })
}
