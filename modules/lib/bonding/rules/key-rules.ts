// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { IfcfgArguments } from '#generated/ifcfg'
import { checkKeyName } from '../../ifcfg/key-name.ts'
import type { BondInput } from '../bond-input.ts'
import { checkFileValue, isSettings } from '../file-value.ts'
import { isAddressKey, lastingKeys, optionOfKey, portKeys, stackingKeys } from '../key-table.ts'
import { unsettableIn } from '../unsettable.ts'

/** The keys of `ifcfg` and `port_ifcfg`: well formed, harmless in bash, and not those that other options write. */
export function checkKeys({ at, options }: BondInput): readonly string[] {
  const problems: string[] = []
  for (const [key, value] of Object.entries(options.ifcfg ?? {}))
    problems.push(...checkSetting(`${at}ifcfg`, key, value), ...bondKey({ at, key, value, options }))
  for (const [port, settings] of Object.entries(options.port_ifcfg ?? {})) {
    if (!isSettings(settings)) {
      problems.push(`${at}port_ifcfg: ${port} has no dict of keys; give one such as {ETHTOOL_OPTS: "wol g"}`)
      continue
    }
    for (const [key, value] of Object.entries(settings))
      problems.push(...checkSetting(`${at}port_ifcfg.${port}`, key, value).concat(portKey(at, port, key)))
  }
  return problems
}

/** What is wrong with the arguments of the module ifcfg in themselves. */
export function checkSettings({ name, settings }: Partial<IfcfgArguments>): readonly string[] {
  const device = settings?.DEVICE
  const contradicts = name !== undefined && device !== undefined && device !== null && device !== name
  return [
    ...Object.entries(settings ?? {}).flatMap(([key, value]) => checkSetting('settings', key, value)),
    ...(contradicts
      ? [`settings: DEVICE=${String(device)} contradicts name=${name}, by which the file is found; give the same`]
      : [])
  ]
}

/** One key and its value, as `ifcfg`, `port_ifcfg` and the module ifcfg's `settings` take them; null removes the key. */
export function checkSetting(option: string, key: string, value: unknown): readonly string[] {
  const badKey = checkKeyName(key)
  const badValue = value === null ? undefined : checkFileValue(key, value)
  return [
    ...(badKey === undefined ? [] : [`${option}: the key ${JSON.stringify(key)} ${badKey}`]),
    ...(badValue === undefined ? [] : [`${option}: ${key}: ${badValue}`]),
    ...(key === 'BONDING_OPTS' ? unsettableIn(String(value)).map(why => `${option}: ${key}: ${why}`) : [])
  ]
}

interface BondKey {
  readonly at: string
  readonly key: string
  readonly value: unknown
  readonly options: BondInput['options']
}

function bondKey({ at, key, value, options }: BondKey): readonly string[] {
  const option = optionOfKey(key)
  if (option !== undefined) {
    const isFree = value === null && !lastingKeys.includes(key) && !(option in options)
    return isFree ? [] : [`${at}ifcfg: ${key} is written by the option ${option}; use that`]
  }
  if (key === 'TYPE' && value !== null && String(value).toLowerCase() !== 'bond')
    return [
      `${at}ifcfg: TYPE=${String(value)} would make this the file of another kind of device; give TYPE=Bond or nothing`
    ]
  if (['HWADDR', 'VLAN'].includes(key) && value !== null)
    return [`${at}ifcfg: ${key} would make this the file of another kind of device; remove it`]
  return stackingKeys.includes(key)
    ? [`${at}ifcfg: ${key} would make the bond a port of something else, which this module does not do; remove it`]
    : []
}

function portKey(at: string, port: string, key: string): readonly string[] {
  const why = portKeys.get(key) ?? (isAddressKey(key) ? 'a port of a bond has no address' : undefined)
  return why === undefined ? [] : [`${at}port_ifcfg.${port}: ${key} cannot be given: ${why}; remove it`]
}
