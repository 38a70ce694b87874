// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { RouteOptions } from '#generated/bond'
import { canonicalAddress } from '../../ip-address.ts'
import { type Family, networkMeaning, type TableName, takePairs } from './words.ts'

/** A route as the option `routes` has it. */
export type Route = Partial<RouteOptions>

const types = ['unicast', 'blackhole', 'unreachable', 'prohibit', 'throw'] as const
const names: { readonly [word: string]: string } = {
  ...{ to: 'to', via: 'via', src: 'src', metric: 'metric', preference: 'metric', priority: 'metric' },
  ...{ table: 'table', mtu: 'mtu', dev: 'dev', oif: 'dev', onlink: 'onlink' }
}

/** The family of a route, by its addresses; `undefined` where none tells it or they differ. */
export function familyOfRoute({ to, via, src }: Route): Family | undefined {
  const addresses = [to === 'default' ? undefined : to, via, src].filter(text => text !== undefined)
  const families = new Set(addresses.map(text => (text?.includes(':') ? '6' : '4')))
  return families.size === 1 ? [...families][0] : undefined
}

/** The arguments of `ip route add` (ip-route(8)). What does not go through the bond names no device. */
export function formatRoute(route: Route, device: string): string {
  const { to, via, src, metric, table, mtu, onlink, type = 'unicast' } = route
  const words = [
    ...(type === 'unicast' ? [] : [type]),
    to ?? '',
    ...(via === undefined ? [] : ['via', via]),
    ...(type === 'unicast' ? ['dev', device] : []),
    ...pair('src', src),
    ...pair('metric', metric),
    ...pair('table', table),
    ...pair('mtu', mtu),
    ...(onlink === true ? ['onlink'] : [])
  ]
  return words.join(' ')
}

/** Reads such arguments; `undefined` where they say more than the option can, or name another device. */
export function parseRoute(words: readonly string[], device: string): Route | undefined {
  const [first = '', ...rest] = words
  const type = types.find(name => name === first)
  const parts = takePairs(type === undefined ? words : rest, names, { bare: 'to', flags: ['onlink'] })
  const to = parts?.get('to')
  if (parts === undefined || to === undefined || (parts.get('dev') ?? device) !== device) return undefined
  const [metric, mtu] = [numberAt(parts, 'metric'), numberAt(parts, 'mtu')]
  if ([metric, mtu].some(Number.isNaN)) return undefined
  const texts = ['via', 'src', 'table'].filter(name => parts.has(name)).map(name => [name, parts.get(name)])
  const route: { [name: string]: unknown } = { to: ['any', 'all'].includes(to) ? 'default' : to }
  for (const [name = '', text] of texts) route[name] = text
  if (metric !== undefined) route.metric = metric
  if (mtu !== undefined) route.mtu = mtu
  if (parts.has('onlink')) route.onlink = true
  if (type !== undefined && type !== 'unicast') route.type = type
  return route
}

/** The same text for routes of the same meaning. */
export function routeMeaning(route: Route, family: Family, tableName: TableName): string {
  const { to, via, src, metric, table, mtu, onlink, type } = route
  return JSON.stringify([
    type ?? 'unicast',
    networkMeaning(to ?? '', family),
    ...[via, src].map(address => (address === undefined ? '' : canonicalAddress(address))),
    ...[metric, mtu].map(number => number ?? ''),
    tableName(table),
    onlink === true
  ])
}

function pair(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [name, String(value)]
}

function numberAt(parts: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = parts.get(name)
  return text === undefined ? undefined : /^[0-9]+$/.test(text) ? Number(text) : Number.NaN
}
