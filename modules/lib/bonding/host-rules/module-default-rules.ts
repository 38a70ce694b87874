// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { modeId } from '../bonding-opts.ts'
import { paramMeaning } from '../module-params.ts'
import { type BondingOption, bondingOptions } from '../options.ts'
import { paramNamed } from '../rules/module-option-rules.ts'

/** What is wrong, and which parameters it is about. */
interface Rule {
  readonly names: readonly string[]
  readonly isBroken: boolean
  readonly text: string
}

/** The parameters of the driver that the rules look at, by their meaning. */
interface Defaults {
  readonly mode: number
  readonly value: (name: string) => string | undefined
  /** Whether a parameter is there and neither 0 nor none. */
  readonly isOn: (name: string) => boolean
}

/**
 * What bond_check_params() in bond_main.c refuses or drops when the driver is loaded with these parameters, all lines
 * together. Only rules about a parameter that the task names count: the rest was there before.
 */
export function checkModuleDefaults(
  effective: ReadonlyMap<string, string | undefined>,
  named: readonly string[]
): readonly string[] {
  const value = (name: string): string | undefined => {
    const param = paramNamed(name)
    return param === undefined ? undefined : paramMeaning(param, effective.get(name) ?? '')
  }
  const isOn = (name: string): boolean => ![undefined, '0', 'none'].includes(value(name))
  const defaults: Defaults = { mode: modeId(value('mode')) ?? 0, value, isOn }
  return [...arpRules(defaults), ...delayRules(defaults), ...modeRules(defaults), reselectRule(defaults)]
    .filter(({ names, isBroken }) => isBroken && names.some(name => named.includes(name)))
    .map(({ text }) => `options: ${text}`)
}

/** A monitor that is dropped takes arp_validate with it, without which the driver does not load (EINVAL). */
function arpRules({ mode, isOn }: Defaults): readonly Rule[] {
  const hasArp = isOn('arp_interval') && isOn('arp_ip_target') && !isOn('miimon') && mode < 4
  return [
    {
      names: ['arp_validate', 'arp_interval', 'arp_ip_target', 'miimon', 'mode'],
      isBroken: isOn('arp_validate') && !hasArp,
      text:
        'arp_validate: the driver does not load with it (EINVAL) unless arp_interval and arp_ip_target are given, miimon is ' +
        'not, and mode is one of 0 to 3; give or remove what is missing or too much'
    },
    {
      names: ['arp_interval', 'arp_ip_target', 'miimon', 'mode'],
      isBroken: isOn('arp_interval') && !isOn('arp_validate') && !hasArp,
      text:
        'arp_interval: the driver drops it unless arp_ip_target is given, miimon is not, and mode is one of 0 to 3; ' +
        'give arp_ip_target, or remove arp_interval'
    }
  ]
}

function delayRules({ value, isOn }: Defaults): readonly Rule[] {
  const miimon = Number(value('miimon') ?? 0)
  return ['updelay', 'downdelay'].map(name => ({
    names: [name, 'miimon'],
    isBroken: isOn(name) && (miimon === 0 || Number(value(name)) % miimon !== 0),
    text:
      miimon === 0
        ? `${name}: the driver drops it without miimon; give miimon too`
        : `${name}: ${value(name)} is no multiple of miimon=${miimon}, the driver would round it down; give a multiple`
  }))
}

/** These are looked at in their own modes only, and forgotten in others. */
function modeRules({ mode, value }: Defaults): readonly Rule[] {
  return bondingOptions
    .filter(({ name }) => ['lacp_rate', 'xmit_hash_policy', 'primary'].includes(name))
    .map((option: BondingOption) => ({
      names: [option.name, 'mode'],
      isBroken: value(option.name) !== undefined && !option.effective.includes(mode),
      text:
        `${option.name}: the driver drops it unless the parameter mode is ${modeNames(option.effective)}; ` +
        'give such a mode too, or give it to each bond by the module bond'
    }))
}

/** Beside no primary port it becomes always, whatever it says. */
function reselectRule({ value }: Defaults): Rule {
  return {
    names: ['primary_reselect', 'primary'],
    isBroken: ![undefined, 'always'].includes(value('primary_reselect')) && value('primary') === undefined,
    text: 'primary_reselect: the driver drops it without primary; give primary too, or give both to each bond by the module bond'
  }
}

function modeNames(ids: readonly number[]): string {
  const kind = bondingOptions[0]?.kind
  const values = kind?.type === 'named' ? kind.values : []
  return values
    .filter(({ id }) => ids.includes(id))
    .map(({ name }) => name)
    .join(' or ')
}
