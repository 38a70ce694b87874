// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { RuleOptions } from '#generated/bond'
import { type Family, networkMeaning, type TableName, takePairs } from './words.ts'

/** A rule as the option `rules` has it. */
export type Rule = Partial<RuleOptions>

const actions = ['blackhole', 'unreachable', 'prohibit'] as const
const names: { readonly [word: string]: string } = {
  ...{ from: 'from', to: 'to', iif: 'iif', dev: 'iif', oif: 'oif', fwmark: 'fwmark', table: 'table', lookup: 'table' },
  ...{ pref: 'priority', preference: 'priority', priority: 'priority', prio: 'priority', order: 'priority' },
  ...{ blackhole: 'action', unreachable: 'action', prohibit: 'action' }
}

/** The family of a rule, by its addresses, else by its own word, else IPv4; `undefined` where these differ. */
export function familyOfRule({ from, to, family }: Rule): Family | undefined {
  const told = [from, to].filter(text => text !== undefined).map((text): Family => (text?.includes(':') ? '6' : '4'))
  const families = new Set([...told, ...(family === undefined ? [] : ([family === 'ipv6' ? '6' : '4'] as const))])
  return families.size > 1 ? undefined : ([...families][0] ?? '4')
}

/** The arguments of `ip rule add` (ip-rule(8)). */
export function formatRule({ from, to, iif, oif, fwmark, priority, table, action }: Rule): string {
  const pairs: readonly (readonly [string, string | number | undefined])[] = [
    ...[['from', from] as const, ['to', to] as const, ['iif', iif] as const, ['oif', oif] as const],
    ...[['fwmark', fwmark] as const, ['priority', priority] as const, ['table', table] as const]
  ]
  const words = pairs.filter(([, value]) => value !== undefined).map(([name, value]) => `${name} ${value}`)
  return [...words, ...(action === undefined ? [] : [action])].join(' ')
}

/** Reads such arguments; `undefined` where they say more than the option can. */
export function parseRule(words: readonly string[], family: Family): Rule | undefined {
  const parts = takePairs(words, names, { flags: actions })
  const priority = parts?.get('priority')
  if (parts === undefined || (priority !== undefined && !/^[0-9]+$/.test(priority))) return undefined
  const rule: { [name: string]: unknown } = {}
  for (const name of ['from', 'to', 'iif', 'oif', 'fwmark', 'table', 'action']) {
    const text = parts.get(name)
    const isAll = ['from', 'to'].includes(name) && ['all', 'any', 'default'].includes(text ?? '')
    if (text !== undefined && !isAll) rule[name] = text
  }
  if (priority !== undefined) rule.priority = Number(priority)
  if (family === '6' && rule.from === undefined && rule.to === undefined) rule.family = 'ipv6'
  return rule
}

/** The same text for rules of the same meaning; `from all` is no condition. */
export function ruleMeaning(rule: Rule, family: Family, tableName: TableName): string {
  const { from, to, iif, oif, fwmark, priority, table, action } = rule
  return JSON.stringify([
    ...[from, to].map(network => (network === undefined ? '' : networkMeaning(network, family))),
    ...[iif, oif, priority].map(value => value ?? ''),
    fwmark === undefined ? '' : markMeaning(fwmark),
    action ?? tableName(table)
  ])
}

/** All bits count where no mask is given. */
function markMeaning(mark: string): string {
  const [value, mask = 0xffffffff] = mark.split('/').map(Number)
  return `${value}/${mask}`
}
