// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { lookUp } from '../inventory.ts'
import type { Target } from './targets.ts'

/** Whether a device is brought up at boot by its file (init.d/network). */
export function startsAtBoot({ now }: Target): boolean {
  return now !== undefined && !/^no$/i.test(lookUp(now, 'ONBOOT') ?? 'yes')
}

/** Whether a device comes into being by being brought up, so that its absence says nothing. */
export function isVirtual({ device, now, isBond }: Target): boolean {
  if (isBond || device.includes('.') || now === undefined) return true
  return lookUp(now, 'VLAN') === 'yes' || /^(?:vlan|bridge|team|bond|dummy)$/i.test(lookUp(now, 'TYPE') ?? '')
}
