import { isAddressKey } from '../../modules/lib/bonding/key-table.ts'
import { bondingOptions } from '../../modules/lib/bonding/options.ts'
import type { GoldenCase } from './load-cases.ts'

type Options = { readonly [option: string]: unknown }

/** Whether a task names a key of a file, or implies its change by what it names. */
export function isImplied({ module, args }: GoldenCase, file: string, key: string): boolean {
  if (args.exclusive === true) return true
  if (module === 'ifcfg') return keysIn(args.settings).includes(key)
  const bonds: readonly Options[] = Array.isArray(args.bonds) ? args.bonds : [args]
  const bond = bonds.find(({ name }) => file === `ifcfg-${name}`)
  return bond === undefined ? isPortKey(bonds, key) : isBondKey(bond, key)
}

/** Becoming a port, or being one no more, takes these keys. */
function isPortKey(bonds: readonly Options[], key: string): boolean {
  const fixed = ['DEVICE', 'HWADDR', 'MASTER', 'MASTER_UUID', 'SLAVE', 'BOOTPROTO', 'ONBOOT', 'NM_CONTROLLED']
  if (fixed.includes(key) || isAddressKey(key)) return true
  return bonds.some(({ port_ifcfg }) => valuesIn(port_ifcfg).some(settings => keysIn(settings).includes(key)))
}

const ipv4 = /^(?:(?:IPADDR|PREFIX|NETMASK|GATEWAY|NETWORK|BROADCAST)[0-9]*|BOOTPROTO)$/

/** An option changes the keys that begin with its name, and those of one family of addresses depend on each other. */
function isBondKey(bond: Options, key: string): boolean {
  if (bond.exclusive === true || key === 'DEVICE' || keysIn(bond.ifcfg).includes(key)) return true
  const named = Object.keys(bond)
  if (key === 'BONDING_OPTS') return named.some(option => bondingOptions.some(({ name }) => name === option))
  if (ipv4.test(key)) return named.some(name => /^(?:ipaddr|prefix|netmask|gateway|bootproto)/.test(name))
  if (key.startsWith('IPV6')) return named.some(name => name.startsWith('ipv6'))
  return named.some(option => key.startsWith(option.toUpperCase()))
}

function keysIn(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : []
}

function valuesIn(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}
