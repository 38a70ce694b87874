// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import { safeOrder } from '../arp-targets.ts'
import type { BondInput } from '../bond-input.ts'
import { givenOpts } from '../bond-input.ts'
import { type GivenOpts, givenText, isDefault, modeId } from '../bonding-opts.ts'
import { isSettings } from '../file-value.ts'
import { type BondingOption, bondingOptions } from '../options.ts'
import { checkNeeds } from './need-rules.ts'

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
        ...checkNeeds({ at, option, given, isInvalid, portKeys: keysOf(options) })
      )
  return [
    ...problems,
    ...checkExclusions(at, given),
    ...checkSame(at, given),
    ...checkMonitorOfMode({ at, mode, given }),
    ...checkTargets(at, given)
  ]
}

interface ModeCheck {
  readonly at: string
  readonly option: BondingOption
  readonly mode: number
  readonly given: GivenOpts
}

function checkMode({ at, option, mode, given }: ModeCheck): readonly string[] {
  const value = givenText(given.get(option.name))
  const instead = option.name === 'arp_interval' ? 'give miimon=100 instead' : 'remove it'
  const remedy = `${instead}, or use mode ${(option.modes.includes(mode) ? option.effective : option.modes).map(modeText).join(', ')}`
  if (!option.modes.includes(mode))
    return [`${at}${option.name}: ${value} is refused by the driver in mode ${modeText(mode)}; ${remedy}`]
  if (!option.effective.includes(mode) && !isDefault(option, given.get(option.name)))
    return [`${at}${option.name}: ${value} has no effect in mode ${modeText(mode)}; ${remedy}`]
  return []
}

function checkExclusions(at: string, given: GivenOpts): readonly string[] {
  return bondingOptions.flatMap(({ name, excludes }) =>
    excludes
      .filter(other => name < other && given.has(name) && given.has(other))
      .map(
        other =>
          `${at}${name}: ${givenText(given.get(name))} excludes ${other}=${givenText(given.get(other))}; the driver keeps the last one written ` +
          `and clears the other, old drivers even on 0: remove one of them`
      )
  )
}

/**
 * Two names of one setting: the driver keeps the last one written (BOND_OPT_NUM_PEER_NOTIF_ALIAS), NetworkManager refuses the
 * profile (verify() in nm-setting-bond.c).
 */
function checkSame(at: string, given: GivenOpts): readonly string[] {
  return bondingOptions.flatMap(({ name, sameAs = '' }) => {
    const [value, other] = [given.get(name), given.get(sameAs)]
    if (name > sameAs || value === undefined || other === undefined || value === other) return []
    return [
      `${at}${name}: ${givenText(value)} differs from ${sameAs}=${givenText(other)}, and both are one setting of the driver; remove one of them`
    ]
  })
}

/** bond_option_mode_set() sets miimon to 100 for these modes, and they do not see a lost link without it. */
function checkMonitorOfMode({
  at,
  mode,
  given
}: {
  at: string
  mode: number | undefined
  given: GivenOpts
}): readonly string[] {
  if (mode === undefined || mode < 4 || given.get('miimon') !== 0) return []
  return [`${at}miimon: 0 is refused in mode ${modeText(mode)}, which sees a lost link by miimon only; give miimon=100`]
}

function checkTargets(at: string, given: GivenOpts): readonly string[] {
  const targets = given.get('arp_ip_target')
  if (!Array.isArray(targets)) return []
  if (targets.length === 0) return [`${at}arp_ip_target: has no address in it; give at least one, or remove the option`]
  if (safeOrder(targets.map(String)) !== undefined) return []
  return [
    `${at}arp_ip_target: ${givenText(targets)} has no order in which initscripts would set every target, since they skip one that ` +
      'they find as a part of those already set; remove one that looks like another'
  ]
}

function modeText(id: number): string {
  const kind = bondingOptions[0]?.kind
  return kind?.type === 'named' ? `${kind.values.find(value => value.id === id)?.name ?? ''} (${id})` : String(id)
}

/** The keys that the task gives for files of ports. */
function keysOf({ port_ifcfg = {} }: Partial<BondOptions>): readonly string[] {
  return Object.values(port_ifcfg).flatMap(settings => (isSettings(settings) ? Object.keys(settings) : []))
}
