// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** An address in the one spelling that comparing needs: IPv6 as eight words in lower case, anything else as it is. */
export function canonicalAddress(address: string): string {
  const words = ipv6Words(address)
  return words === undefined ? address : words.map(word => word.toString(16)).join(':')
}

/** The network in which an address lies, `<address>/<prefix>` in the spelling of `canonicalAddress`. */
export function canonicalNetwork(address: string, prefix: number): string {
  const words = ipv6Words(address)
  if (words !== undefined) return `${masked(words, 16, prefix).map(toHex).join(':')}/${prefix}`
  return `${masked(address.split('.').map(Number), 8, prefix).join('.')}/${prefix}`
}

function toHex(word: number): string {
  return word.toString(16)
}

/** Parts of `size` bits with all bits behind the prefix zero. */
function masked(parts: readonly number[], size: number, prefix: number): readonly number[] {
  return parts.map((part, index) => {
    const free = 2 ** (size - Math.max(0, Math.min(size, prefix - size * index)))
    return Math.floor(part / free) * free
  })
}

/** The eight words of an IPv6 address (RFC 4291, 2.2), without its zone; `undefined` for anything else. */
export function ipv6Words(address: string): readonly number[] | undefined {
  const text = address.replace(/%.*$/, '').replace(/([0-9]+)\.([0-9]+)\.([0-9]+)\.([0-9]+)$/, tailWords)
  if (!/^[0-9a-f:]*:[0-9a-f:]*$/i.test(text)) return undefined
  const [head = '', tail, ...more] = text.split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = 8 - first.length - last.length
  if (more.length > 0 || (tail === undefined ? missing !== 0 : missing < 1)) return undefined
  const words = [...first, ...Array.from({ length: missing }, () => '0'), ...last]
  return words.every(word => /^[0-9a-f]{1,4}$/i.test(word)) ? words.map(word => Number.parseInt(word, 16)) : undefined
}

function tailWords(_tail: string, ...octets: readonly string[]): string {
  const [a = 0, b = 0, c = 0, d = 0] = octets.slice(0, 4).map(Number)
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}
