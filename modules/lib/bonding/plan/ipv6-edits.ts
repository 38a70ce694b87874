// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import { canonicalAddress } from '../../ip-address.ts'
import { sameInterfaces } from '../ipv6.ts'
import type { Edit } from './edits.ts'

/**
 * The edits that give a bond's file the IPv6 addressing that the task names. Without IPV6INIT=yes no reader looks at it:
 * initscripts of EL6 want the very word (ifup-ipv6), NetworkManager takes a missing one for no (make_ip6_setting()).
 */
export function ipv6Edits(options: Partial<BondOptions>): readonly Edit[] {
  const { ipv6init, ipv6addr, ipv6addr_secondaries, ipv6_autoconf, ipv6_defaultgw } = options
  const edits: Edit[] = []
  if (ipv6init === false) edits.push({ key: 'IPV6INIT', value: 'no', same: isNo })
  else if (ipv6init === true || asksForIpv6(options)) edits.push({ key: 'IPV6INIT', value: 'yes' })
  if (ipv6addr !== undefined)
    edits.push({ key: 'IPV6ADDR', value: ipv6addr, same: present => sameInterfaces(present, ipv6addr) })
  if (ipv6addr_secondaries !== undefined) edits.push(secondaries(ipv6addr_secondaries))
  if (ipv6_autoconf !== undefined) edits.push({ key: 'IPV6_AUTOCONF', value: ipv6_autoconf ? 'yes' : 'no' })
  if (ipv6_defaultgw !== undefined)
    edits.push({ key: 'IPV6_DEFAULTGW', value: ipv6_defaultgw, same: present => sameGateway(present, ipv6_defaultgw) })
  return edits
}

/** Whether the task names anything that is of no effect without IPV6INIT=yes. */
export function asksForIpv6(options: Partial<BondOptions>): boolean {
  const { ipv6addr, ipv6addr_secondaries, ipv6_autoconf, ipv6_defaultgw } = options
  return (ipv6addr ?? ipv6_defaultgw) !== undefined || ipv6_autoconf === true || (ipv6addr_secondaries ?? []).length > 0
}

/** The spellings that all readers take for no: is_false() of initscripts, svParseBoolean() of NetworkManager. */
function isNo(present: string): boolean {
  return /^(?:no|NO|No|n|N|f|F|false|FALSE|False|0)$/.test(present)
}

function secondaries(addresses: readonly string[]): Edit {
  const value = addresses.join(' ')
  return {
    key: 'IPV6ADDR_SECONDARIES',
    value: addresses.length === 0 ? undefined : value,
    same: present => sameInterfaces(present, value)
  }
}

/** The device behind the % counts for initscripts (ipv6_set_default_route()); NetworkManager drops it. */
function sameGateway(present: string, wanted: string): boolean {
  const meaning = (gateway: string): string => [canonicalAddress(gateway), gateway.split('%')[1] ?? ''].join('%')
  return meaning(present) === meaning(wanted)
}
