// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { GivenOpts } from './bonding-opts.ts'
import { bondingOptions } from './options.ts'

/**
 * One bond as the task gives it, for the rules. Options whose value was refused on its own are missing from `options`
 * and named by `isInvalid`, so that no rule complains about their absence.
 */
export interface BondInput {
  /** What stands before an option's name in messages: '' or 'bonds[1].'. */
  readonly at: string
  readonly options: Partial<BondOptions>
  readonly isInvalid: (option: string) => boolean
}

/** The bonding options that a task names, as it spelt them. */
export function givenOpts(options: Partial<BondOptions>): GivenOpts {
  const values = new Map<string, unknown>(Object.entries(options))
  const given = new Map<string, string | number | readonly string[]>()
  for (const { name } of bondingOptions) {
    const value = values.get(name)
    if (typeof value === 'string' || typeof value === 'number') given.set(name, value)
    else if (Array.isArray(value)) given.set(name, value.map(String))
  }
  return given
}
