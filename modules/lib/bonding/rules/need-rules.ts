// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type GivenOpts, givenText, isDefault } from '../bonding-opts.ts'
import { type BondingOption, bondingOptions, type Dependency } from '../options.ts'

/** One option of a task, and what may satisfy its needs. */
export interface NeedsCheck {
  readonly at: string
  readonly option: BondingOption
  readonly given: GivenOpts
  readonly isInvalid: (option: string) => boolean
  /** The keys that the task gives for files of ports. */
  readonly portKeys: readonly string[]
}

/** What an option needs beside it to be of any effect; its default asks for nothing. */
export function checkNeeds(check: NeedsCheck): readonly string[] {
  const { option, given } = check
  const value = given.get(option.name)
  if (value === 0 || isDefault(option, value)) return []
  return option.needs.flatMap(need => checkNeed(check, need))
}

function checkNeed(
  { at, option, given, isInvalid, portKeys }: NeedsCheck,
  { option: needed, multiple, why, portKey = '' }: Dependency
): readonly string[] {
  if (isInvalid(needed) || portKeys.includes(portKey)) return []
  const [value, present] = [given.get(option.name), given.get(needed)]
  if (isOff(needed, present))
    return [`${at}${option.name}: ${givenText(value)} needs ${needed}, since ${why}; give ${needed} too`]
  return multiple === true
    ? checkMultiple({ at, name: option.name, value: Number(value), needed, unit: Number(present) })
    : []
}

/** Every option that others need is off by default. */
function isOff(name: string, value: string | number | readonly string[] | undefined): boolean {
  const option = bondingOptions.find(row => row.name === name)
  return value === undefined || (option !== undefined && isDefault(option, value))
}

interface MultipleCheck {
  readonly at: string
  readonly name: string
  readonly value: number
  readonly needed: string
  readonly unit: number
}

function checkMultiple({ at, name, value, needed, unit }: MultipleCheck): readonly string[] {
  if (value % unit === 0) return []
  const lower = value - (value % unit)
  return [
    `${at}${name}: ${value} is no multiple of ${needed}=${unit}, the driver would round it down to ${lower}; ` +
      `give ${lower === 0 ? '' : `${lower} or `}${lower + unit}`
  ]
}
