// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondInput } from '../bond-input.ts'
import { broadcastOf, networkOf, prefixOfNetmask } from '../ipv4.ts'

/** What the addresses of one bond must be among themselves, from the arguments alone. */
export function checkAddresses({ at, options }: BondInput): readonly string[] {
  const { ipaddr, prefix, netmask, gateway, bootproto } = options
  const ipaddr_secondaries = options.ipaddr_secondaries?.join(',') || undefined
  const problems: string[] = []
  const dynamic = bootproto === 'dhcp' || bootproto === 'bootp'
  for (const [name, value] of Object.entries({ ipaddr, prefix, netmask, ipaddr_secondaries, gateway }))
    if (dynamic && value !== undefined)
      problems.push(`${at}${name}: ${value} contradicts bootproto=${bootproto}; remove one of them`)
  const length = netmask === undefined ? undefined : prefixOfNetmask(netmask)
  if (prefix !== undefined && length !== undefined && prefix !== length)
    problems.push(
      `${at}prefix: ${prefix} contradicts netmask=${netmask}, whose length is ${length}; give only one of them`
    )
  if (ipaddr !== undefined) problems.push(...checkHost(`${at}ipaddr`, ipaddr, prefix ?? length))
  problems.push(...checkSecondaries({ at, options }))
  if (gateway !== undefined && gateway === ipaddr)
    problems.push(`${at}gateway: ${gateway} is the address of the bond itself; give that of the router`)
  return problems
}

/** Each further address is a host's, and none is there twice. */
function checkSecondaries({ at, options }: Pick<BondInput, 'at' | 'options'>): readonly string[] {
  const known = new Set([options.ipaddr])
  return (options.ipaddr_secondaries ?? []).flatMap((text, index) => {
    const [address = '', length] = text.split('/')
    const option = `${at}ipaddr_secondaries[${index}]`
    const isTwice = known.has(address)
    known.add(address)
    return [
      ...checkHost(option, address, Number(length)),
      ...(isTwice ? [`${option}: ${address} is an address of the bond already; give it once`] : [])
    ]
  })
}

/** The first and the last address of a network are no host's (RFC 1122, 3.2.1.3), but for point-to-point links (RFC 3021). */
function checkHost(option: string, ipaddr: string, prefix: number | undefined): readonly string[] {
  if (/^(?:0|127|22[4-9]|2[3-5][0-9])\./.test(ipaddr))
    return [`${option}: ${ipaddr} is no address of a host; give a unicast address`]
  if (prefix === undefined || prefix > 30) return []
  const special =
    ipaddr === networkOf(ipaddr, prefix) ? 'network' : ipaddr === broadcastOf(ipaddr, prefix) ? 'broadcast' : undefined
  return special === undefined
    ? []
    : [`${option}: ${ipaddr} is the ${special} address of its own network /${prefix}; give an address of a host in it`]
}
