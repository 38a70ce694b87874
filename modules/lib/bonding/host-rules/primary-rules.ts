// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { ReadHost } from '../../host/host.ts'
import { isBefore, kernelRelease } from '../kernel-release.ts'
import type { Findings } from './check-host.ts'
import { knownBuild } from './known-driver.ts'

/**
 * Linux 2.6.39.3 takes for primary the first port whose name begins the given one, in any case of letters
 * (bonding_store_primary(): strnicmp(slave, buf, strlen(slave))), so that primary=eth10 can be eth1. Later drivers compare
 * whole names, as that of EL6.8 does; of other 2.6 kernels nothing is known.
 */
export function checkPrimary(host: ReadHost, { name, primary, ports }: Partial<BondOptions>): Findings {
  const none = { problems: [], warnings: [] }
  const release = kernelRelease(host)
  const build = knownBuild(release)
  const isConcerned = build === undefined ? isBefore(release, '3.0') : build === '2.6.39.3'
  const wanted = primary?.toLowerCase()
  const other = ports?.find(port => port !== primary && wanted?.startsWith(port.toLowerCase()))
  if (!isConcerned || other === undefined) return none
  const what =
    `${name}: primary=${primary} begins like the port ${other}, and the bonding driver of Linux 2.6.39.3 takes the first port ` +
    `that the name begins with`
  const remedy = `leave primary out, or make ${other} the primary port`
  return build === undefined
    ? { ...none, warnings: [`${what}; whether that of ${release} does is unknown: ${remedy}`] }
    : { ...none, problems: [`${what}; ${remedy}`] }
}
