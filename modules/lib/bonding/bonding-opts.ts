// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { survivesGrep } from './arp-targets.ts'
import { type BondingOption, bondingOptions, type NamedValue } from './options.ts'

/** A value in the normal form: the name of a named option, a number, a list of addresses, a device. */
export type NormalValue = string | number | readonly string[]

/** BONDING_OPTS by its meaning: each option once, in the order of the table, unknown ones last by name. */
export type NormalOpts = ReadonlyMap<string, NormalValue>

/** An option as the task spelt it. */
export type GivenOpts = ReadonlyMap<string, string | number | readonly string[]>

/** The text of BONDING_OPTS: mode, miimon, then the order of the table, each value as the task spelt it (`writtenText`). */
export function formatBondingOpts(given: GivenOpts): string {
  const words: string[] = []
  for (const option of bondingOptions) {
    const value = given.get(option.name)
    if (value !== undefined) words.push(`${option.name}=${writtenText(option, value)}`)
  }
  return words.join(' ')
}

/** How a value stands in BONDING_OPTS and is written to the driver: as it is spelt, where only a number is read, as that. */
export function writtenText({ kind }: BondingOption, value: NormalValue): string {
  const row = kind.type === 'named' && kind.numeric ? kind.values.find(({ name }) => name === value) : undefined
  return row === undefined ? givenText(value) : String(row.id)
}

/** The row of a value that is given by name or number. */
export function namedValue({ kind }: BondingOption, value: string): NamedValue | undefined {
  if (kind.type !== 'named') return undefined
  return kind.values.find(({ name, id }) => name === value || (/^[0-9]+$/.test(value) && id === Number(value)))
}

/** A value for messages. */
export function givenText(value: NormalValue | undefined): string {
  return Array.isArray(value) ? value.join(',') : String(value)
}

/** Whether a value as given means the driver's default. */
export function isDefault(option: BondingOption, value: NormalValue | undefined): boolean {
  return value !== undefined && String(normalValue(option, value)) === option.default
}

/**
 * The meaning of a BONDING_OPTS text, `undefined` where its readers disagree about it: initscripts split at blanks and
 * take the name before the first and the value behind the last '=', and write a repeated option twice
 * (install_bonding_driver()); NetworkManager splits at spaces only and takes the last of a repeated option
 * (make_bond_setting() in nms-ifcfg-rh-reader.c). A comma list of ARP targets with '+' fails in initscripts only, the word
 * of an option that is written by number in NetworkManager.
 */
export function parseBondingOpts(text: string): NormalOpts | undefined {
  const raw = new Map<string, string>()
  for (const word of text.split(' ').filter(part => part !== '')) {
    const [name, value, ...more] = word.split('=')
    if (name === undefined || name === '' || value === undefined || value === '' || more.length > 0) return undefined
    if (/\s/.test(word) || raw.has(name)) return undefined
    if (name === 'arp_ip_target' && /\+/.test(value.slice(value.includes(',') ? 0 : 1))) return undefined
    if (numericOptions.includes(name) && !/^[0-9]+$/.test(value)) return undefined
    raw.set(name, value)
  }
  return normalOpts(raw)
}

/** The normal form of options as given. */
export function normalOpts(given: GivenOpts): NormalOpts {
  const normal = new Map<string, NormalValue>()
  for (const option of bondingOptions) {
    const value = given.get(option.name)
    if (value !== undefined) normal.set(option.name, normalValue(option, value))
  }
  for (const name of [...given.keys()].sort()) if (!normal.has(name)) normal.set(name, given.get(name) ?? '')
  return normal
}

/** Whether two normal forms mean the same to every reader; the order of ARP targets counts only where one would be lost. */
export function sameOpts(a: NormalOpts, b: NormalOpts): boolean {
  if (a.size !== b.size) return false
  return [...a].every(([name, value]) => {
    const other = b.get(name)
    return other !== undefined && sameValue(value, other)
  })
}

/** The number of a mode given by name or number, `undefined` where it is neither. */
export function modeId(mode: string | undefined): number | undefined {
  const option = bondingOptions[0]
  return mode === undefined || option === undefined ? undefined : namedValue(option, mode)?.id
}

const numericOptions = bondingOptions
  .filter(({ kind }) => kind.type === 'named' && kind.numeric)
  .map(({ name }) => name)

function normalValue(option: BondingOption, value: NormalValue): NormalValue {
  if (typeof value !== 'string') return value
  switch (option.kind.type) {
    case 'int':
      return /^[0-9]+$/.test(value) ? Number(value) : value
    case 'named':
      return namedValue(option, value)?.name ?? value
    case 'ipv4-list':
      return value.split(',').map(target => target.replace(/^\+/, ''))
    case 'device':
      return value
    case 'mac':
      return value.toLowerCase()
  }
}

function sameValue(a: NormalValue, b: NormalValue): boolean {
  if (typeof a === 'string' || typeof a === 'number') return a === b
  if (typeof b === 'string' || typeof b === 'number' || a.length !== b.length) return false
  return survivesGrep(a) && survivesGrep(b) && a.every(item => b.includes(item))
}
