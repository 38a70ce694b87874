// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { modeId, type NormalOpts, type NormalValue, writtenText } from '../bonding-opts.ts'
import type { Provider } from '../host-rules/provider.ts'
import { isBefore } from '../kernel-release.ts'
import { bondingOptions } from '../options.ts'
import { defaultValue, isOn, isSame, type Values } from './bond-values.ts'
import type { SetStep } from './live-writes.ts'

/** A bond that is down and empty, about to be started by a file that does not name all that another one named. */
export interface Reset {
  readonly bond: string
  readonly kernel: Values
  /** The options of the file by which it was stopped. */
  readonly from: NormalOpts
  /** The options of the file by which it will be started. */
  readonly to: NormalOpts
  /** Whether the driver's targets of `from` have been taken already, as ifdown-eth does. */
  readonly isStopped: boolean
  /** The release of the kernel, `undefined` where it is not known. */
  readonly release: string | undefined
}

/**
 * The writes that initscripts leave out: they write what a file names, and never what it names no more
 * (install_bonding_driver()). The driver takes them by the mode that it still has. The order is the table's from its end,
 * so that what needs another option is off before that one.
 */
export function resetWrites(reset: Reset, provider: Provider): readonly SetStep[] {
  const now = reset.to
  const mode = modeId(String(now.get('mode') ?? 'balance-rr'))
  return lostOptions(reset, String(reset.kernel.get('mode') ?? ''), option =>
    defaultValue(option, { mode, now, provider })
  )
}

/** The same on the way back, to the values that the driver has now. */
export function restoreWrites(reset: Reset): readonly SetStep[] {
  return lostOptions(reset, String(reset.from.get('mode') ?? ''), ({ name }) => reset.kernel.get(name), true)
}

type Option = (typeof bondingOptions)[number]

function lostOptions(
  reset: Reset,
  modeName: string,
  wanted: (option: Option) => NormalValue | undefined,
  always = false
): readonly SetStep[] {
  const { bond, kernel, from, to } = reset
  const mode = modeId(modeName)
  return bondingOptions.toReversed().flatMap((option): readonly SetStep[] => {
    const { name, kind } = option
    const has = kernel.get(name)
    if (kind.type === 'ipv4-list') return always ? [] : lostTargets({ ...reset, name })
    if (!from.has(name) || to.has(name) || has === undefined || !option.modes.includes(mode ?? 0)) return []
    const value = wanted(option)
    if (value === undefined || isLeftAlone(option, value, reset) || (!always && isSame(has, value))) return []
    return [{ type: 'set', bond, option: name, value: writtenText(option, value) }]
  })
}

/**
 * Whether the start by the new file resets an option, or the driver cannot be given its default back. Drivers of 2.6 kernels
 * refuse modes 5 and 6 while the ARP monitor is on (bonding_store_mode() in 2.6.39.3), so that it must be off before.
 */
function isLeftAlone(option: Option, value: NormalValue, { to, release }: Reset): boolean {
  if (option.stuckBefore !== undefined && value === option.default) return isBefore(release, option.stuckBefore)
  const isRefusedBeside = (modeId(String(to.get('mode'))) ?? 0) >= 5 && isBefore(release, '3.0')
  if (option.name === 'arp_interval' && isRefusedBeside) return false
  return bondingOptions.some(({ name, excludes }) => excludes.includes(option.name) && isOn(to.get(name)))
}

/** Targets that neither ifdown takes nor the new file names. */
function lostTargets({
  bond,
  name,
  kernel,
  from,
  to,
  isStopped
}: Reset & { readonly name: string }): readonly SetStep[] {
  if (!from.has(name) && !to.has(name)) return []
  const kept = [to.get(name), isStopped ? from.get(name) : undefined]
  const has = kernel.get(name)
  if (typeof has === 'string' || typeof has === 'number') return []
  return (has ?? [])
    .filter(item => !kept.some(list => Array.isArray(list) && list.includes(item)))
    .map((item): SetStep => ({ type: 'set', bond, option: name, value: `-${item}` }))
}
