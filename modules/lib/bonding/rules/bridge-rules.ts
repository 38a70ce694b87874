// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { BondInput } from '../bond-input.ts'
import { bondKeyOptions, isAddressKey } from '../key-table.ts'

/** A bond that is the port of a bridge has no address of its own, from the arguments alone. */
export function checkBridge({ at, options }: BondInput): readonly string[] {
  const bridge = options.ifcfg?.BRIDGE
  if (bridge === undefined || bridge === null) return []
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/.test(String(bridge)))
    return [`${at}ifcfg: BRIDGE=${String(bridge)} names no device; give the name of the bridge, such as br0`]
  return addressOptions(options).map(
    option =>
      `${at}${option}: has no effect, since BRIDGE=${String(bridge)} makes the bond a port of a bridge; ${remedy}`
  )
}

/** What readers do with the addresses of a port: ifup-eth is through with it before they come, NetworkManager has none for it. */
export const remedy = 'give the bridge its addresses by nic.bonding.ifcfg instead'

/** The options of a task that give the bond an address, or what goes with one. */
export function addressOptions(options: Partial<BondOptions>): readonly string[] {
  const given = new Map<string, unknown>(Object.entries(options))
  const named = [...bondKeyOptions].filter(([key]) => isAddressKey(key)).map(([, option]) => option)
  const found = [...named, 'ipaddr_secondaries'].filter(option => {
    const value = given.get(option)
    return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0)
  })
  return [...new Set([...found, ...(/^(?:dhcp|bootp)$/.test(options.bootproto ?? '') ? ['bootproto'] : [])])]
}
