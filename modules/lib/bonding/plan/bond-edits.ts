// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { safeOrder } from '../arp-targets.ts'
import { givenOpts } from '../bond-input.ts'
import { formatBondingOpts, normalOpts, parseBondingOpts, sameOpts } from '../bonding-opts.ts'
import { toFileText } from '../file-value.ts'
import { isAddressKey } from '../key-table.ts'
import { addressEdits, dnsEdits } from './address-edits.ts'
import { type Edit, hasKey, removals } from './edits.ts'
import { ipv6Edits } from './ipv6-edits.ts'
import { quoteOpts } from './quote-opts.ts'
import { secondaryEdits } from './secondary-edits.ts'

/**
 * The edits of a bond's file, in the order in which a new file has its keys. With `fresh` (a new file, or `exclusive`)
 * the defaults of a new bond are written; otherwise a key that the task does not name keeps what it says.
 */
export function bondEdits(
  file: IfcfgFile,
  options: Partial<BondOptions>,
  { fresh }: { readonly fresh: boolean }
): readonly Edit[] {
  const isPort = options.ifcfg?.BRIDGE !== undefined && options.ifcfg.BRIDGE !== null
  const edits: Edit[] = [
    { key: 'DEVICE', value: options.name ?? '' },
    ...(isPort ? removals(file, isAddressKey) : []),
    ...addressEdits(file, options),
    ...secondaryEdits(file, options.ipaddr_secondaries),
    ...dnsEdits(file, options.dns),
    ...given('DOMAIN', options.domain),
    ...given('DEFROUTE', options.defroute),
    ...given('PEERDNS', options.peerdns),
    ...ipv6Edits(options),
    ...given('MTU', options.mtu),
    ...macEdits(options.macaddr),
    ...given('ZONE', options.zone),
    ...onbootEdits(options.onboot ?? (fresh ? true : undefined)),
    ...bootprotoEdits(file, options, { fresh, isPort }),
    ...given('USERCTL', options.userctl ?? (fresh ? false : undefined)),
    ...given('NM_CONTROLLED', options.nm_controlled),
    ...optsEdits(options),
    ...settingEdits(options.ifcfg ?? {})
  ]
  if (options.exclusive !== true) return edits
  const named = new Set(edits.map(({ key }) => key))
  // Last: by then no value that stays is made of one that goes, and no text of several lines holds what looks like a key.
  return [...edits, ...removals(file, key => !named.has(key))]
}

/** Edits for keys that the task gives as a dict; null removes. */
export function settingEdits(settings: { readonly [key: string]: unknown }): readonly Edit[] {
  return Object.keys(settings).map(key => {
    const value = settings[key]
    return { key, value: value === null || value === undefined ? undefined : toFileText(value) }
  })
}

/** ONBOOT: initscripts look for "no" only (is_false() from EL8 on), so every spelling of yes means the same. */
export function onbootEdits(onboot: boolean | undefined): readonly Edit[] {
  if (onboot === undefined) return []
  const same = onboot ? /^(?:yes|true|t|y|1|on)$/i : /^no$/i
  return [{ key: 'ONBOOT', value: toFileText(onboot), same: present => same.test(present) }]
}

/** BOOTPROTO: for readers, none and static are one. */
export const noneEdit: Edit = {
  key: 'BOOTPROTO',
  value: 'none',
  same: present => /^(?:none|static)$/i.test(present)
}

interface Kind {
  readonly fresh: boolean
  /** Whether the bond is the port of a bridge, which has no address. */
  readonly isPort: boolean
}

function bootprotoEdits(
  file: IfcfgFile,
  { bootproto, ipaddr }: Partial<BondOptions>,
  { fresh, isPort }: Kind
): readonly Edit[] {
  if (bootproto === 'dhcp' || bootproto === 'bootp') return [{ key: 'BOOTPROTO', value: bootproto }]
  if (bootproto !== undefined) return [{ ...noneEdit, value: bootproto }]
  if (fresh) return [noneEdit]
  return (ipaddr !== undefined || isPort) && hasKey(file, 'BOOTPROTO') ? [noneEdit] : []
}

function optsEdits(options: Partial<BondOptions>): readonly Edit[] {
  const opts = new Map(givenOpts(options))
  if (opts.size === 0) return []
  const targets = opts.get('arp_ip_target')
  if (Array.isArray(targets)) opts.set('arp_ip_target', safeOrder(targets.map(String)) ?? targets)
  const wanted = normalOpts(opts)
  const same = (present: string): boolean => {
    const parsed = parseBondingOpts(present)
    return parsed !== undefined && sameOpts(parsed, wanted)
  }
  return [{ key: 'BONDING_OPTS', value: formatBondingOpts(opts), same, mend: quoteOpts }]
}

function macEdits(macaddr: string | undefined): readonly Edit[] {
  if (macaddr === undefined) return []
  return [{ key: 'MACADDR', value: macaddr, same: present => present.toLowerCase() === macaddr.toLowerCase() }]
}

function given(key: string, value: string | number | boolean | undefined): readonly Edit[] {
  return value === undefined ? [] : [{ key, value: toFileText(value) }]
}
