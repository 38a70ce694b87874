// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { listKeys } from '../ifcfg/read-key.ts'
import { type IfcfgEntry, lookUp } from './inventory.ts'
import { classPrefix, isIpv4, prefixOfNetmask } from './ipv4.ts'

/** An address that a file gives to its device for good. */
export interface FileAddress {
  readonly address: string
  readonly prefix: number
  /** Whether the file says the prefix itself; otherwise it is what readers take then. */
  readonly isPrefixGiven: boolean
}

/**
 * The addresses of an ifcfg file: IPADDR, IPADDR0, IPADDR1 ... with PREFIXn before NETMASKn (expand_config() in
 * network-functions), IPV6ADDR and IPV6ADDR_SECONDARIES (sysconfig.txt).
 */
export function addressesIn(entry: Pick<IfcfgEntry, 'file'>): readonly FileAddress[] {
  const keys = listKeys(entry.file).filter(key => /^IPADDR[0-9]*$/.test(key))
  const ipv6 = [lookUp(entry, 'IPV6ADDR'), lookUp(entry, 'IPV6ADDR_SECONDARIES')].join(' ').split(/\s+/)
  return [...keys.flatMap(key => ipv4Address(entry, key)), ...ipv6.filter(text => text.includes(':')).map(ipv6Address)]
}

/** Whether a file leaves IPv4 addresses to DHCP. */
export function isDynamic(entry: IfcfgEntry): boolean {
  return /^(?:dhcp|bootp)$/i.test(lookUp(entry, 'BOOTPROTO') ?? '')
}

function ipv4Address(entry: Pick<IfcfgEntry, 'file'>, key: string): readonly FileAddress[] {
  const address = lookUp(entry, key)
  if (address === undefined || !isIpv4(address)) return []
  const index = key.slice('IPADDR'.length)
  const prefix = lookUp(entry, `PREFIX${index}`)
  const netmask = lookUp(entry, `NETMASK${index}`)
  const isNumber = prefix !== undefined && /^[0-9]+$/.test(prefix)
  const given = isNumber ? Number(prefix) : netmask === undefined ? undefined : prefixOfNetmask(netmask)
  return [{ address, prefix: given ?? classPrefix(address), isPrefixGiven: given !== undefined }]
}

function ipv6Address(text: string): FileAddress {
  const [address = '', prefix] = text.split('/')
  return { address, prefix: prefix === undefined ? 64 : Number(prefix), isPrefixGiven: prefix !== undefined }
}
