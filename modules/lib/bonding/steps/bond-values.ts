// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../../host/host.ts'
import { modeId, type NormalOpts, type NormalValue, normalOpts } from '../bonding-opts.ts'
import type { Provider } from '../host-rules/provider.ts'
import { isBefore, kernelRelease } from '../kernel-release.ts'
import { type BondingOption, bondingOptions } from '../options.ts'
import { kernelOption } from './kernel-device.ts'

/** Values of options by their names, each a row of the table. */
export type Values = ReadonlyMap<string, NormalValue>

/** A bond whose options are to be compared: what its files say, and what the driver has. */
export interface BondValues {
  /** What the driver has now; an option that it does not have, or does not show in this mode, is not in it. */
  readonly kernel: Values
  /**
   * What the driver shall have: options of the new file, and the defaults of those that only the old file named. Left out
   * is what the driver would not take: options of other modes, delays without miimon, both of two that exclude each other.
   */
  readonly goal: Values
}

/** What the driver has of a bond now, for every row of the table. */
export function kernelValues(host: ReadHost, bond: string): Values {
  const values = new Map<string, NormalValue>()
  for (const option of bondingOptions) {
    const value = kernelOption(host, bond, option)
    if (value !== undefined) values.set(option.name, value)
  }
  return values
}

/** What the driver shall have once a bond's file has changed from `old` to `now`; see `BondValues`. */
export function goalValues(kernel: Values, [old, now]: readonly [NormalOpts, NormalOpts], provider: Provider): Values {
  const goal = new Map<string, NormalValue>()
  const mode = modeId(String(now.get('mode') ?? kernel.get('mode')))
  const isManaged = provider === 'networkmanager' && !isOn(now.get('arp_interval'))
  for (const option of bondingOptions) {
    const named = now.get(option.name)
    const isLost =
      (old.has(option.name) && !isSaidOtherwise(option, kernel, now)) ||
      (option.name === 'miimon' && old.has('arp_interval') && isManaged)
    const value = named ?? (isLost ? defaultValue(option, { mode, now, provider }) : undefined)
    if (value !== undefined && (mode === undefined || option.modes.includes(mode))) goal.set(option.name, value)
  }
  for (const option of bondingOptions) if (isUndecided(option, goal)) goal.delete(option.name)
  for (const option of bondingOptions) roundOrDrop(option, goal, kernel)
  return goal
}

/** Whether the driver has what the goal says; what it does not show cannot be told apart. */
export function agrees(option: BondingOption, { kernel, goal }: BondValues): boolean {
  const [has, wants] = [kernel.get(option.name), goal.get(option.name)]
  return has === undefined || wants === undefined || isSame(has, wants)
}

/** Whether the driver takes an option while the bond is up and has ports (bond_opt_check_deps(); EPERM in 2.6 kernels). */
export function isLive(option: BondingOption, host: ReadHost): boolean {
  const { flags, downBefore } = option
  return flags.length === 0 && (downBefore === undefined || !isBefore(kernelRelease(host), downBefore))
}

/** The same value; a list by its members. */
export function isSame(a: NormalValue, b: NormalValue): boolean {
  if (typeof a === 'string' || typeof a === 'number' || typeof b === 'string' || typeof b === 'number')
    return String(a).toLowerCase() === String(b).toLowerCase()
  return a.length === b.length && a.every(item => b.includes(item))
}

/** Whether a value is a number above zero, which is when the driver resets what it excludes. */
export function isOn(value: NormalValue | undefined): boolean {
  return Number(value) > 0
}

interface Surroundings {
  readonly mode: number | undefined
  readonly now: NormalOpts
  readonly provider: Provider
}

/**
 * The driver's default, an empty list, or no device. For miimon it is 100 where the driver forces that (bond_check_params(),
 * modes 4 to 6) or NetworkManager writes it (nm-setting-bond.c: its own default, unless ARP monitoring is on).
 */
export function defaultValue(option: BondingOption, { mode, now, provider }: Surroundings): NormalValue {
  const isForced = (mode ?? 0) >= 4 || (provider === 'networkmanager' && !isOn(now.get('arp_interval')))
  if (option.name === 'miimon' && isForced) return 100
  if (option.kind.type === 'ipv4-list') return []
  return normalOpts(new Map([[option.name, option.default ?? '']])).get(option.name) ?? ''
}

/** Whether the file names the setting by its other name; drivers that show two values have two settings. */
function isSaidOtherwise({ name, sameAs = '' }: BondingOption, kernel: Values, now: NormalOpts): boolean {
  return now.has(sameAs) && String(kernel.get(name)) === String(kernel.get(sameAs))
}

/** Two options that exclude each other and are both named: which one stays is the reader's accident. */
function isUndecided({ name }: BondingOption, goal: Map<string, NormalValue>): boolean {
  if (!isOn(goal.get(name))) return false
  return bondingOptions.some(
    other =>
      isOn(goal.get(other.name)) &&
      (other.excludes.includes(name) ||
        bondingOptions.some(own => own.name === name && own.excludes.includes(other.name)))
  )
}

/** A delay counts in whole link checks, and is refused without any (_bond_option_delay_set()). */
function roundOrDrop(option: BondingOption, goal: Map<string, NormalValue>, kernel: Values): void {
  const value = goal.get(option.name)
  const need = option.needs.find(({ multiple }) => multiple === true)
  if (need === undefined || value === undefined) return
  const step = Number(goal.get(need.option) ?? kernel.get(need.option) ?? 0)
  if (step > 0) goal.set(option.name, Math.floor(Number(value) / step) * step)
  else if (isOn(value)) goal.delete(option.name)
}
