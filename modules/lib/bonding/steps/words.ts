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

/**
 * Whether a bond is left to an `ifup` by hand: ONBOOT=no, and it does not run. Its ports do not start it either, for
 * initscripts pass over files with SLAVE=yes (init.d/network). In NetworkManager each of its ports does that by its own ONBOOT.
 */
export function isLeftDown(bond: Target): boolean {
  const { isBond, provider, now, kernel, isListed } = bond
  return isBond && provider === 'initscripts' && now !== undefined && !kernel.isUp && !isListed && !startsAtBoot(bond)
}
