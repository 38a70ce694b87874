// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { flatMap } from '../../flat-map.ts'

import { safeOrder } from '../arp-targets.ts'
import type { BondInput } from '../bond-input.ts'
import { givenOpts } from '../bond-input.ts'
import { modeId, normalOpts } from '../bonding-opts.ts'
import { type BondingOption, bondingOptions } from '../options.ts'

type Given = ReadonlyMap<string, string | number | readonly string[]>

/** What the bonding driver refuses or ignores, from the arguments alone. */
export function checkOptions({ at, options, isInvalid }: BondInput): readonly string[] {
  const given = givenOpts(options)
  const problems: string[] = []
  if (given.size > 0 && !given.has('mode') && !isInvalid('mode'))
    problems.push(
      `${at}mode: is missing; a task that names ${[...given.keys()].join(', ')} owns BONDING_OPTS whole, so name the mode too`
    )
  const mode = modeId(options.mode)
  for (const option of bondingOptions)
    if (given.has(option.name))
      problems.push(
        ...(mode === undefined ? [] : checkMode({ at, option, mode, given })),
        ...checkNeeds({ at, option, given, isInvalid })
      )
  return [
    ...problems,
    ...checkExclusions(at, given),
    ...checkMonitorOfMode({ at, mode, given }),
    ...checkTargets(at, given)
  ]
}

interface ModeCheck {
  readonly at: string
  readonly option: BondingOption
  readonly mode: number
  readonly given: Given
}

function checkMode({ at, option, mode, given }: ModeCheck): readonly string[] {
  const value = show(given.get(option.name))
  const instead = option.name === 'arp_interval' ? 'give miimon=100 instead' : 'remove it'
  const remedy = `${instead}, or use mode ${(option.modes.includes(mode) ? option.effective : option.modes).map(modeText).join(', ')}`
  if (!option.modes.includes(mode))
    return [`${at}${option.name}: ${value} is refused by the driver in mode ${modeText(mode)}; ${remedy}`]
  const isDefault = normalOpts(given).get(option.name) === option.default
  if (!option.effective.includes(mode) && !isDefault)
    return [`${at}${option.name}: ${value} has no effect in mode ${modeText(mode)}; ${remedy}`]
  return []
}

interface NeedsCheck {
  readonly at: string
  readonly option: BondingOption
  readonly given: Given
  readonly isInvalid: (option: string) => boolean
}

function checkNeeds({ at, option, given, isInvalid }: NeedsCheck): readonly string[] {
  const value = given.get(option.name)
  if (isOff(option, value)) return []
  return flatMap(option.needs, ({ option: needed, multiple, why }) => {
    if (isInvalid(needed)) return []
    const present = given.get(needed)
    if (present === undefined || Number(present) === 0)
      return [`${at}${option.name}: ${show(value)} needs ${needed}, since ${why}; give ${needed} too`]
    return multiple === true
      ? checkMultiple({ at, name: option.name, value: Number(value), needed, unit: Number(present) })
      : []
  })
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

function checkExclusions(at: string, given: Given): readonly string[] {
  return flatMap(bondingOptions, ({ name, excludes }) =>
    excludes
      .filter(other => name < other && given.has(name) && given.has(other))
      .map(
        other =>
          `${at}${name}: ${show(given.get(name))} excludes ${other}=${show(given.get(other))}; the driver keeps the last one written ` +
          `and clears the other, old drivers even on 0: remove one of them`
      )
  )
}

/** bond_option_mode_set() sets miimon to 100 for these modes, and they do not see a lost link without it. */
function checkMonitorOfMode({
  at,
  mode,
  given
}: {
  at: string
  mode: number | undefined
  given: Given
}): readonly string[] {
  if (mode === undefined || mode < 4 || given.get('miimon') !== 0) return []
  return [`${at}miimon: 0 is refused in mode ${modeText(mode)}, which sees a lost link by miimon only; give miimon=100`]
}

function checkTargets(at: string, given: Given): readonly string[] {
  const targets = given.get('arp_ip_target')
  if (!Array.isArray(targets)) return []
  if (targets.length === 0) return [`${at}arp_ip_target: has no address in it; give at least one, or remove the option`]
  if (safeOrder(targets.map(String)) !== undefined) return []
  return [
    `${at}arp_ip_target: ${show(targets)} has no order in which initscripts would set every target, since they skip one that ` +
      'they find as a part of those already set; remove one that looks like another'
  ]
}

function isOff({ kind }: BondingOption, value: string | number | readonly string[] | undefined): boolean {
  if (kind.type === 'named')
    return kind.values.some(({ name, id }) => id === 0 && (value === name || value === String(id)))
  return value === 0
}

function modeText(id: number): string {
  const kind = bondingOptions[0]?.kind
  return kind?.type === 'named' ? `${kind.values.find(value => value.id === id)?.name ?? ''} (${id})` : String(id)
}

function show(value: string | number | readonly string[] | undefined): string {
  return Array.isArray(value) ? value.join(',') : String(value)
}
