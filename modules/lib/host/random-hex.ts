// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'

/** So many random bytes, in hexadecimal digits. */
export function randomHex(bytes: number): string {
  return Array.from(system.random(bytes), byte => byte.toString(16).padStart(2, '0')).join('')
}
