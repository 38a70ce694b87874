// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { canonicalAddress } from '../../ip-address.ts'
import type { BondInput } from '../bond-input.ts'
import { parseInterface } from '../ipv6.ts'

/** What the IPv6 addresses of one bond must be among themselves, from the arguments alone. */
export function checkIpv6({ at, options }: BondInput): readonly string[] {
  const { ipv6addr, ipv6addr_secondaries = [], ipv6_defaultgw } = options
  const given: readonly (readonly [string, string])[] = [
    ...(ipv6addr === undefined ? [] : [['ipv6addr', ipv6addr] as const]),
    ...ipv6addr_secondaries.map((address, index) => [`ipv6addr_secondaries[${index}]`, address] as const)
  ]
  const known = given.map(([, address]) => parseInterface(address).address)
  return [
    ...contradictions({ at, options }),
    ...given.flatMap(([option, address]) => checkHost(`${at}${option}`, address)),
    ...given.flatMap(([option, address], index) =>
      known.indexOf(known[index] ?? '') === index ? [] : [`${at}${option}: ${address} is there twice; give it once`]
    ),
    ...(ipv6_defaultgw === undefined ? [] : checkGateway({ at, options }, ipv6_defaultgw, known))
  ]
}

type Given = Pick<BondInput, 'at' | 'options'>

function contradictions({ at, options }: Given): readonly string[] {
  if (options.ipv6init !== false) return []
  const { ipv6addr, ipv6addr_secondaries, ipv6_autoconf, ipv6_defaultgw } = options
  const asking: { readonly [option: string]: unknown } = {
    ipv6addr,
    ipv6addr_secondaries: ipv6addr_secondaries?.join(',') || undefined,
    ipv6_autoconf: ipv6_autoconf === true ? true : undefined,
    ipv6_defaultgw
  }
  return Object.entries(asking).flatMap(([option, value]) =>
    value === undefined
      ? []
      : [`${at}${option}: ${value} contradicts ipv6init=false, with which no reader looks at it; remove one of them`]
  )
}

/** Addresses that no device can have (RFC 4291, 2.5.2, 2.5.3, 2.5.5.2, 2.7; addrconf_verify() and ipv6_addr_type() in the kernel). */
function checkHost(option: string, text: string): readonly string[] {
  const { address, prefix } = parseInterface(text)
  const isNone = /^(?:0:){7}[01]$/.test(address) || /^ff/.test(address) || /^(?:0:){5}ffff:/.test(address)
  if (isNone) return [`${option}: ${text} is no address of a host; give a unicast address`]
  return prefix === 0 ? [`${option}: ${text} has a prefix of no bits; give its length, 64 as a rule`] : []
}

/** A gateway with the scope of another device is skipped by initscripts without a word (ipv6_set_default_route()). */
function checkGateway({ at, options }: Given, text: string, own: readonly string[]): readonly string[] {
  const address = canonicalAddress(text)
  const scope = text.split('%')[1]
  const option = `${at}ipv6_defaultgw`
  if (/^(?:0:){7}[01]$/.test(address) || /^ff/.test(address))
    return [`${option}: ${text} is no address of a router; give a unicast address`]
  if (own.includes(address)) return [`${option}: ${text} is an address of the bond itself; give that of the router`]
  if (scope === undefined || options.name === undefined || scope === options.name) return []
  return [
    `${option}: ${text} belongs to the device ${scope}, so that initscripts skip it for ${options.name}; ` +
      `give ${text.replace(/%.*/, '')}%${options.name}`
  ]
}
