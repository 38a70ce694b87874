// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondSample } from './bond-sample.ts'

/** All that is known of the host before a test, for refusing or planning it. */
export interface Scene {
  readonly bond: string
  /** Whether there is a device of that name at all. */
  readonly isDevice: boolean
  /** `undefined` where the kernel has no such bond. */
  readonly sample: BondSample | undefined
  /** What the driver has of these options; 0 where it has none of that name. */
  readonly options: { readonly [name in ScenesOption]: number }
  /** The ports that the task names, `undefined` where it names none. */
  readonly asked: readonly string[] | undefined
  /** In seconds. */
  readonly timeout: number
  readonly target: Target
  /** By port: what it has of its own, which would go down with it. */
  readonly burdens: ReadonlyMap<string, readonly string[]>
  /** Why no task may touch the network now, as the journal says. */
  readonly window: string | undefined
}

export type ScenesOption = 'miimon' | 'arp_interval' | 'min_links' | 'updelay' | 'downdelay'

/** Whom to ask all the while. */
export type Target =
  /** Nobody: the task says so. */
  | { readonly type: 'none' }
  /** The bond has no gateway, and the task names nobody. */
  | { readonly type: 'unknown' }
  | {
      readonly type: 'host'
      readonly address: string
      /** The device over which it is reached now; `undefined` where there is no route to it. */
      readonly device: string | undefined
      /** Whether that is the bond, or stands on it. */
      readonly isOverBond: boolean
      /** Why it did not answer; `undefined` where it did, or was not asked for lack of a way. */
      readonly silence: string | undefined
    }
