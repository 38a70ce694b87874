// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { addressesIn, isDynamic } from '../file-addresses.ts'
import type { IfcfgEntry } from '../inventory.ts'
import { type FileDifference, fileDifference } from './file-difference.ts'
import type { Target } from './targets.ts'

const weights: readonly FileDifference[] = ['none', 'silent', 'address', 'restart']

/**
 * What all files of a device together ask for. initscripts add rules at every start and take them at a stop only
 * (ifup-routes, ifdown-routes), so that a device with rules is stopped for its addresses, too.
 */
export function differenceOf(target: Target): FileDifference {
  const { old, now, provider, hasRules } = target
  const kinds = [fileDifference(old, now, provider), routingDifference(target)]
  const worst = weights[Math.max(...kinds.map(kind => weights.indexOf(kind)))] ?? 'none'
  return worst === 'address' && provider === 'initscripts' && hasRules ? 'restart' : worst
}

/**
 * The routes of a device go with its last IPv4 address (fib_disable_ip()), and come with its start; routes of IPv6 stay until
 * it is stopped. NetworkManager reads routes with the profile, and rules decide whether it does (has_complex_routes()).
 */
function routingDifference({ old, now, nowBond, provider, routing }: Target): FileDifference {
  if (routing.length === 0 || old === undefined || now === undefined || nowBond !== undefined) return 'none'
  if (provider === 'networkmanager') return routing.some(kind => kind.startsWith('rule')) ? 'restart' : 'address'
  return routing.every(kind => kind === 'route') && isStatic(old) && isStatic(now) ? 'address' : 'restart'
}

function isStatic(entry: IfcfgEntry): boolean {
  return !isDynamic(entry) && addressesIn(entry).some(({ address }) => !address.includes(':'))
}
