// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { canonicalNetwork } from '../../ip-address.ts'

export type Family = '4' | '6'

/** The one name of a routing table, which may be given by number; of none that of the table main. */
export type TableName = (table: string | undefined) => string

interface Grammar {
  /** The name of the part that may stand without a word before it, once. */
  readonly bare?: string
  readonly flags?: readonly string[]
}

/**
 * Splits arguments of ip(8) into parts by the names that their words have; `undefined` where a word is unknown, has no value
 * or is there twice.
 */
export function takePairs(
  words: readonly string[],
  names: { readonly [word: string]: string },
  { bare, flags = [] }: Grammar
): ReadonlyMap<string, string> | undefined {
  const known = new Map(Object.entries(names))
  const parts = new Map<string, string>()
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    const name = known.get(word) ?? bare
    const value = !known.has(word) || flags.includes(word) ? word : words[++index]
    if (name === undefined || value === undefined || parts.has(name)) return undefined
    parts.set(name, value)
  }
  return parts
}

/** A network in one spelling; an address is the network of itself, and `default` that of all. */
export function networkMeaning(text: string, family: Family): string {
  const [address = '', length] = text.split('/')
  if (['default', 'any', 'all'].includes(text) || length === '0') return 'default'
  return canonicalNetwork(address, length === undefined ? (family === '6' ? 128 : 32) : Number(length))
}

/** Whether no bit of the address is set behind the length: the kernel refuses other routes (fib_table_insert()). */
export function isNetwork(text: string): boolean {
  const [address = '', length] = text.split('/')
  if (length === undefined || address === 'default') return true
  const bits = address.includes(':') ? 128 : 32
  return canonicalNetwork(address, Number(length)).split('/')[0] === canonicalNetwork(address, bits).split('/')[0]
}
