// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { ReadHost } from '../../host/host.ts'
import { modeId } from '../bonding-opts.ts'
import type { Findings } from './check-host.ts'
import { hypervisorOf } from './hypervisor.ts'

/**
 * Warns of an active-backup bond that changes the MAC addresses of its ports in a guest of a hypervisor that drops frames
 * with an address other than the adapter's (the guide on VirtualBox; vSphere: MAC address changes and forged transmits;
 * Hyper-V: MacAddressSpoofing).
 */
export function warnOfVirtualMachine(host: ReadHost, { name, mode, fail_over_mac }: Partial<BondOptions>): Findings {
  const none = { problems: [], warnings: [] }
  if (modeId(mode) !== 1 || fail_over_mac === 'active' || fail_over_mac === '1') return none
  const { kind, filters } = hypervisorOf(host)
  if (!filters) return none
  return {
    problems: [],
    warnings: [
      `${name}: fail_over_mac=${fail_over_mac ?? 'none'} gives ports a MAC address that is not their own, which ${kind} drops unless it ` +
        'is allowed to change; give fail_over_mac=active'
    ]
  }
}
