// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { listKeys, readKey } from '../../ifcfg/read-key.ts'
import { parseBondingOpts } from '../bonding-opts.ts'
import type { Provider } from '../host-rules/provider.ts'
import { type IfcfgEntry, lookUp } from '../inventory.ts'
import { isAddressKey } from '../key-table.ts'
import { saysBond } from '../plan/masters.ts'

/** What the difference of a device's files asks for, options of a bond and the bond of a port left aside. */
export type FileDifference =
  | 'none'
  /** Nothing of the running network; NetworkManager must read the file again. */
  | 'silent'
  /** Addresses that can be taken and given while the device stays up. */
  | 'address'
  /** The device down and up. */
  | 'restart'

/** What the planner compares otherwise: the options with the driver, the bond of a port with the kernel. */
const comparedElsewhere = /^(?:DEVICE|BONDING_OPTS|MASTER|MASTER_UUID|SLAVE)$/

/** Keys that nobody reads of a device that runs. */
const silentKeys = /^(?:NAME|USERCTL|ONBOOT|BONDING_MASTER)$/

/** Compares the file of a device before and after the change; a file that is new or gone is no difference of its keys. */
export function fileDifference(
  old: IfcfgEntry | undefined,
  now: IfcfgEntry | undefined,
  provider: Provider
): FileDifference {
  if (old === undefined || now === undefined || old.text === now.text) return 'none'
  const keys = [...new Set([...listKeys(old.file), ...listKeys(now.file)])].filter(key => differs(old, now, key))
  if (differsInUnknownOptions(old, now)) return 'restart'
  const kinds = keys.filter(key => !comparedElsewhere.test(key)).map(key => kindOf(key, old, now))
  if (kinds.includes('restart')) return 'restart'
  if (provider === 'networkmanager') {
    // A profile is known by its UUID: with another one it is another profile, and NetworkManager ends the old one.
    if (keys.includes('UUID')) return 'restart'
    if (kinds.includes('address')) return 'address'
    return keys.length === 0 ? 'none' : 'silent'
  }
  if (!kinds.includes('address')) return 'none'
  return isDynamic(old) || isDynamic(now) || keys.some(key => /^(?:IPV6|DHCPV6|ZONE$)/.test(key))
    ? 'restart'
    : 'address'
}

/** Whether a file has its device ask for its address (ifup-eth knows these two). */
function isDynamic(entry: IfcfgEntry): boolean {
  return /^(?:dhcp|bootp)$/i.test(lookUp(entry, 'BOOTPROTO') ?? '')
}

function kindOf(key: string, old: IfcfgEntry, now: IfcfgEntry): FileDifference {
  if (key === 'UUID' || silentKeys.test(key)) return 'silent'
  if (key === 'TYPE') return typeOf(old) === typeOf(now) ? 'silent' : 'restart'
  if (key === 'BOOTPROTO') return protocolOf(old) === protocolOf(now) ? 'silent' : 'address'
  return isAddressKey(key) || /^(?:SEARCH|PEERROUTES|IPV4_.*|ARPCHECK|ZONE)$/.test(key) ? 'address' : 'restart'
}

/** Readers take a file without TYPE for that of a bond or of an Ethernet device. */
function typeOf(entry: IfcfgEntry): string {
  return saysBond(entry) ? 'bond' : (lookUp(entry, 'TYPE')?.toLowerCase() ?? 'ethernet')
}

/** Any word that is no protocol means fixed addresses, or none. */
function protocolOf(entry: IfcfgEntry): string {
  const protocol = lookUp(entry, 'BOOTPROTO')?.toLowerCase() ?? 'none'
  return /^(?:dhcp|bootp|autoip|shared|ibft)$/.test(protocol) ? protocol : 'static'
}

/** What a key means to the readers; where that takes running the file, any change of its text may change it. */
function differs(old: IfcfgEntry, now: IfcfgEntry, key: string): boolean {
  return meaning(old, key) !== meaning(now, key)
}

function meaning({ file, text }: IfcfgEntry, key: string): string {
  const reading = readKey(file, key)
  if (reading.state === 'absent') return ''
  if (reading.state === 'value') return reading.value === '' ? '' : JSON.stringify([reading.value, reading.value])
  return JSON.stringify([reading.bash, reading.nm, reading.unknown ? text : ''])
}

/** A text of options that cannot be understood cannot be compared with the driver either. */
function differsInUnknownOptions(old: IfcfgEntry, now: IfcfgEntry): boolean {
  return differs(old, now, 'BONDING_OPTS') && [old, now].some(entry => readOptions(entry) === undefined)
}

/** The options of a bond's file, `undefined` where its readers disagree about them. */
export function readOptions(entry: IfcfgEntry): ReturnType<typeof parseBondingOpts> {
  const reading = readKey(entry.file, 'BONDING_OPTS')
  if (reading.state === 'absent') return new Map()
  return reading.state === 'value' ? parseBondingOpts(reading.value) : undefined
}
