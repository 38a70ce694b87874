// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** The 32 bits of a dotted decimal IPv4 address that has already been checked. */
export function toBits(address: string): number {
  return address.split('.').reduce((bits, octet) => bits * 256 + Number(octet), 0)
}

/** The length of a contiguous netmask, `undefined` for anything else. */
export function prefixOfNetmask(netmask: string): number | undefined {
  for (let prefix = 0; prefix <= 32; prefix++) if (netmaskOfPrefix(prefix) === netmask) return prefix
  return undefined
}

/** The netmask of a prefix from 0 to 32, in dotted decimal. */
export function netmaskOfPrefix(prefix: number): string {
  return [0, 1, 2, 3].map(index => 256 - 2 ** (8 - clamp(prefix - 8 * index))).join('.')
}

/** The first address of the network in which an address lies. */
export function networkOf(address: string, prefix: number): string {
  const size = 2 ** (32 - prefix)
  return fromBits(Math.floor(toBits(address) / size) * size)
}

/** The last address of the network in which an address lies. */
export function broadcastOf(address: string, prefix: number): string {
  return fromBits(toBits(networkOf(address, prefix)) + 2 ** (32 - prefix) - 1)
}

/** Whether a text is an IPv4 address in plain dotted decimal, without leading zeros. */
export function isIpv4(text: string): boolean {
  const octets = text.split('.')
  return octets.length === 4 && octets.every(octet => /^(?:0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) < 256)
}

/**
 * The prefix that readers take when a file has none: by address class, as `ipcalc --prefix` in initscripts and
 * nm_utils_ip4_get_default_prefix() in NetworkManager do.
 */
export function classPrefix(address: string): number {
  const first = Number(address.split('.')[0])
  return first < 128 ? 8 : first < 192 ? 16 : 24
}

function clamp(bits: number): number {
  return Math.max(0, Math.min(8, bits))
}

function fromBits(bits: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(bits / 2 ** shift) % 256).join('.')
}
