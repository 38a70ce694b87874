// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondInput } from '../bond-input.ts'

/** The kernel takes no address of a group and not that of nobody (is_valid_ether_addr()). */
export function checkMacAddress({ at, options: { macaddr } }: BondInput): readonly string[] {
  if (macaddr === undefined) return []
  const isGroup = Number.parseInt(macaddr.slice(0, 2), 16) % 2 === 1
  return isGroup || /^[0:]+$/.test(macaddr)
    ? [
        `${at}macaddr: ${macaddr} is no address of one device (its first byte is odd, or all are zero); give a unicast address`
      ]
    : []
}
