// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { flatMap } from '../../flat-map.ts'
import { modeId, type NormalOpts, type NormalValue } from '../bonding-opts.ts'
import type { Provider } from '../host-rules/provider.ts'
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
  { bond, kernel, from, to, isStopped }: Reset,
  modeName: string,
  wanted: (option: Option) => NormalValue | undefined,
  always = false
): readonly SetStep[] {
  const mode = modeId(modeName)
  return flatMap([...bondingOptions].reverse(), (option): readonly SetStep[] => {
    const { name, kind } = option
    const has = kernel.get(name)
    if (kind.type === 'ipv4-list') return always ? [] : lostTargets({ bond, name, kernel, from, to, isStopped })
    if (!from.has(name) || to.has(name) || has === undefined || !option.modes.includes(mode ?? 0)) return []
    const value = wanted(option)
    const isReset = bondingOptions.some(other => other.excludes.includes(name) && isOn(to.get(other.name)))
    if (value === undefined || isReset || (!always && isSame(has, value))) return []
    return [{ type: 'set', bond, option: name, value: String(value) }]
  })
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
