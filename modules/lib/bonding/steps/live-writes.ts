// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { Step } from '../../change/step.ts'
import { type NormalValue, writtenText } from '../bonding-opts.ts'
import { type BondingOption, bondingOptions } from '../options.ts'
import { type BondValues, isOn, isSame, type Values } from './bond-values.ts'

/** One write to a file of the driver. */
export type SetStep = Step & { readonly type: 'set' }

/** The writes to a running bond, and what the driver has after them. */
export interface Writes {
  /** Before any port comes. */
  readonly steps: readonly SetStep[]
  /** Those that name a port, after it has come. */
  readonly portSteps: readonly SetStep[]
  readonly result: Values
}

/**
 * The writes that give a running bond the values of the goal, in an order in which the driver takes each and none undoes
 * another (bond_options.c): what needs another option is switched off while that is still there; targets come before the
 * ARP monitor asks them and go after it has stopped; then the table's order, in which each follows what it needs.
 * `always` names options that are written although they seem to be right.
 */
export function liveWrites(bond: string, values: BondValues, always: ReadonlySet<string> = new Set()): Writes {
  const driver = new Map(values.kernel)
  const steps: SetStep[] = []
  const write = (option: BondingOption, isEarly: boolean): void => {
    const value = values.goal.get(option.name)
    if (value === undefined || isLeftToOthers(option, values.goal)) return
    if (isEarly && (isOn(value) || !isSame(value, option.default ?? '') || isResetByOthers(option, values.goal))) return
    if (isSame(driver.get(option.name) ?? '', value) && !(always.has(option.name) && !isDone(steps, option))) return
    steps.push({ type: 'set', bond, option: option.name, value: writtenText(option, value) })
    note(option, value, driver)
  }
  for (const option of scalars.toReversed()) if (option.needs.length > 0) write(option, true)
  const [first, last] = fits(values) ? (['+', '-'] as const) : (['-', '+'] as const)
  steps.push(...listWrites(bond, values, first))
  for (const option of scalars) write(option, false)
  steps.push(...listWrites(bond, values, last))
  const rest = steps.length
  for (const option of devices) write(option, false)
  for (const { name } of lists) if (values.goal.has(name)) driver.set(name, values.goal.get(name) ?? [])
  return { steps: steps.slice(0, rest), portSteps: steps.slice(rest), result: driver }
}

const lists = bondingOptions.filter(({ kind }) => kind.type === 'ipv4-list')
const devices = bondingOptions.filter(({ kind }) => kind.type === 'device')
const scalars = bondingOptions.filter(option => !lists.includes(option) && !devices.includes(option))

/** Whether an option is zero because another one excludes it: drivers of 2.6 kernels take the zero for the other, too. */
export function isLeftToOthers({ name }: BondingOption, goal: Values): boolean {
  return (
    !isOn(goal.get(name)) && bondingOptions.some(other => other.excludes.includes(name) && isOn(goal.get(other.name)))
  )
}

/** Whether the driver switches an option off when another one of the goal is set. */
function isResetByOthers({ name }: BondingOption, goal: Values): boolean {
  return bondingOptions.some(other => other.resets?.includes(name) === true && isOn(goal.get(other.name)))
}

function isDone(steps: readonly SetStep[], { name }: BondingOption): boolean {
  return steps.some(({ option }) => option === name)
}

/** Whether the driver can hold the addresses to come beside those to go (BOND_MAX_ARP_TARGETS). */
function fits({ kernel, goal }: BondValues): boolean {
  return lists.every(({ name, kind }) => {
    const both = new Set([...listOf(kernel.get(name)), ...listOf(goal.get(name))])
    return kind.type !== 'ipv4-list' || both.size <= kind.max
  })
}

function listOf(value: NormalValue | undefined): readonly string[] {
  return value === undefined || typeof value === 'string' || typeof value === 'number' ? [] : value
}

/** One address to a write, with its sign (bond_option_arp_ip_targets_set()). */
function listWrites(bond: string, { kernel, goal }: BondValues, sign: '+' | '-'): readonly SetStep[] {
  return lists.flatMap(({ name }) => {
    if (!kernel.has(name) || !goal.has(name)) return []
    const [has, wants] = [listOf(kernel.get(name)), listOf(goal.get(name))]
    return (sign === '+' ? wants : has)
      .filter(item => !(sign === '+' ? has : wants).includes(item))
      .map((item): SetStep => ({ type: 'set', bond, option: name, value: `${sign}${item}` }))
  })
}

/**
 * What a write does besides: another name of the setting says the same; an option above zero resets those that it excludes and some with them; delays are kept as a
 * number of link checks, none while there are no checks (bond_option_miimon_set(), bond_option_arp_interval_set()).
 */
function note(option: BondingOption, value: NormalValue, driver: Map<string, NormalValue>): void {
  const before = Number(driver.get(option.name) ?? 0)
  driver.set(option.name, value)
  if (option.sameAs !== undefined && driver.has(option.sameAs)) driver.set(option.sameAs, value)
  for (const other of scalars) {
    const counted = other.needs.some(need => need.option === option.name && need.multiple === true)
    if (counted && before > 0) driver.set(other.name, (Number(driver.get(other.name) ?? 0) / before) * Number(value))
    if (!isOn(value)) continue
    const isReset = [...option.excludes, ...(option.resets ?? [])].includes(other.name)
    const isUncounted = other.needs.some(need => need.multiple === true && option.excludes.includes(need.option))
    if ((isReset || isUncounted) && driver.has(other.name)) driver.set(other.name, resetValue(other))
  }
}

function resetValue({ kind, default: value }: BondingOption): NormalValue {
  return kind.type === 'int' ? Number(value ?? 0) : (value ?? '')
}
