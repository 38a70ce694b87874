// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { broadcastOf, networkOf, prefixOfNetmask } from '../ipv4.ts'
import { agreedValue, type Edit, hasKey, removals } from './edits.ts'

/**
 * The edits that give a bond's file the IPv4 addressing that the task names, and take away what contradicts it.
 * A file that says IPADDR0 goes on to do so.
 */
export function addressEdits(file: IfcfgFile, options: Partial<BondOptions>): readonly Edit[] {
  const { ipaddr, gateway, bootproto } = options
  const dynamic = bootproto === 'dhcp' || bootproto === 'bootp'
  if (dynamic) return removals(file, key => /^(?:(?:IPADDR|PREFIX|NETMASK|GATEWAY)[0-9]*|NETWORK|BROADCAST)$/.test(key))
  const index = ipv4Index(file)
  const edits: Edit[] = []
  if (ipaddr !== undefined) edits.push({ key: `IPADDR${index}`, value: ipaddr })
  const given = prefixGiven(options)
  if (given !== undefined) edits.push(...maskEdits(file, { index, length: given, netmask: options.netmask }))
  edits.push(...derivedEdits(file, options))
  if (gateway !== undefined)
    edits.push({ key: 'GATEWAY', value: gateway }, ...removals(file, key => /^GATEWAY[0-9]+$/.test(key)))
  return edits
}

/** What follows IPADDR, PREFIX and NETMASK in the keys of a file's first address. */
export function ipv4Index(file: IfcfgFile): '' | '0' {
  return !hasKey(file, 'IPADDR') && hasKey(file, 'IPADDR0') ? '0' : ''
}

/** The list owns DNS1, DNS2 and so on: readers stop at the first gap. */
export function dnsEdits(file: IfcfgFile, dns: readonly string[] | undefined): readonly Edit[] {
  if (dns === undefined) return []
  const numbered = dns.map((value, index): Edit => ({ key: `DNS${index + 1}`, value }))
  return [...numbered, ...removals(file, key => /^DNS[0-9]*$/.test(key) && !numbered.some(edit => edit.key === key))]
}

/** The length of the prefix that readers take: PREFIX beats NETMASK (expand_config() in network-functions). */
export function prefixIn(file: IfcfgFile, index: string): number | undefined {
  const prefix = agreedValue(file, `PREFIX${index}`)
  if (prefix !== undefined && /^[0-9]+$/.test(prefix)) return Number(prefix)
  const netmask = agreedValue(file, `NETMASK${index}`)
  return netmask === undefined ? undefined : prefixOfNetmask(netmask)
}

/** The length that the task names, by either spelling. */
export function prefixGiven({ prefix, netmask }: Partial<BondOptions>): number | undefined {
  return prefix ?? (netmask === undefined ? undefined : prefixOfNetmask(netmask))
}

/** The length of one address, and its spelling where the task gives it as a netmask. */
interface Mask {
  /** What follows IPADDR in the key of the address. */
  readonly index: string
  readonly length: number
  readonly netmask?: string | undefined
}

/** The edits by which an address gets its length, in the spelling that the file has where that means the same. */
export function maskEdits(file: IfcfgFile, { index, length, netmask: mask }: Mask): readonly Edit[] {
  if (saysOnly(file, index, length)) return kept(file, [`PREFIX${index}`, `NETMASK${index}`])
  const prefix = `PREFIX${index}`
  const netmask = `NETMASK${index}`
  return mask === undefined
    ? [{ key: prefix, value: String(length) }, ...removals(file, key => key === netmask)]
    : [{ key: netmask, value: mask }, ...removals(file, key => key === prefix)]
}

/** Edits that leave keys as they are, and name them. */
export function kept(file: IfcfgFile, keys: readonly string[]): readonly Edit[] {
  return keys.filter(key => hasKey(file, key)).map(key => ({ key, value: agreedValue(file, key) ?? '' }))
}

/** Whether each of the two spellings that is there means this length, and one is. */
function saysOnly(file: IfcfgFile, index: string, length: number): boolean {
  const prefix = agreedValue(file, `PREFIX${index}`)
  const netmask = agreedValue(file, `NETMASK${index}`)
  const lengths = [
    prefix === undefined ? undefined : Number(prefix),
    netmask === undefined ? undefined : prefixOfNetmask(netmask)
  ]
  const present = [prefix, netmask].map(value => value !== undefined)
  return present.some(Boolean) && lengths.every((value, position) => present[position] === false || value === length)
}

/** NETWORK and BROADCAST of another network: initscripts would hold them against the gateway and set no default route. */
function derivedEdits(file: IfcfgFile, options: Partial<BondOptions>): readonly Edit[] {
  const ipaddr = options.ipaddr ?? agreedValue(file, 'IPADDR')
  const prefix = prefixGiven(options) ?? prefixIn(file, '')
  if (options.ipaddr === undefined && prefixGiven(options) === undefined) return []
  const isRight = (key: string): boolean => {
    if (ipaddr === undefined || prefix === undefined) return false
    return agreedValue(file, key) === (key === 'NETWORK' ? networkOf(ipaddr, prefix) : broadcastOf(ipaddr, prefix))
  }
  return removals(file, key => (key === 'NETWORK' || key === 'BROADCAST') && !isRight(key))
}
