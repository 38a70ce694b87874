// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import { modeId } from '../bonding-opts.ts'
import type { Findings } from './check-host.ts'

/** Modes in which every port sends with the same address, so that the switch must know them as one (bonding.rst, section 11). */
const needSwitch: ReadonlyMap<number, string> = new Map([
  [0, 'balance-rr'],
  [2, 'balance-xor'],
  [3, 'broadcast']
])

/** Warns of modes that do not work by the host's configuration alone. */
export function warnOfMode({ name, mode }: Partial<BondOptions>): Findings {
  const needing = needSwitch.get(modeId(mode) ?? -1)
  if (needing === undefined) return { problems: [], warnings: [] }
  return {
    problems: [],
    warnings: [
      `${name}: mode ${needing} needs the switch ports to be one static aggregation group; without it, addresses flap and frames are ` +
        'lost. active-backup, balance-tlb and balance-alb need nothing of the switch'
    ]
  }
}
