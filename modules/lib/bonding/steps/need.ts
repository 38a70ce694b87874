// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondValues } from './bond-values.ts'
import type { FileDifference } from './file-difference.ts'
import type { Target } from './targets.ts'

/** What files and kernel together ask of one device, `live` being options that the driver takes while the bond runs. */
export interface Need {
  readonly target: Target
  readonly kind: FileDifference
  readonly live: BondValues | undefined
}

/** What the ports of bonds need, by name. */
export type PortNeeds = ReadonlyMap<string, Need>
