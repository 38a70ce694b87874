import { expect } from 'vitest'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { linesOf, type Written } from './_laws.ts'
import type { Routed } from './_routing-judge.ts'

/** Comments and blank lines of a file keep their bytes and their order; what comes holds nothing that a shell takes for more than a word. */
export function expectKept({ path, before, after }: Written): void {
  if (!/\/(?:route|rule)6?-/.test(path) || after === undefined) return
  const told = JSON.stringify({ before, after })
  const isComment = (line: string) => /^[ \t]*(?:#|\r?$)/.test(line)
  expect(linesOf(after).filter(isComment), told).toEqual(linesOf(before).filter(isComment))
  for (const line of linesOf(after))
    if (!isComment(line) && !linesOf(before).includes(line)) expect(line, told).toMatch(/^[\w.:/"= -]+$/)
}

/** A kernel that was given the files has the routes and the rules of the task, each of them once, and no other. */
export function expectRouted(bond: JsonObject, { routes, rules, errors }: Routed): void {
  expect(errors).toBe('')
  const wanted = (name: string) => (bond[name] ?? []) as readonly JsonObject[]
  expect(routes.map(routeTold).sort()).toEqual(wanted('routes').map(routeWanted).sort())
  const own = rules.filter(({ priority }) => Number(priority) > 0 && Number(priority) < 32766)
  expect(own.map(ruleTold).sort()).toEqual(wanted('rules').map(ruleWanted).sort())
}

function routeTold({ type, dst, gateway, prefsrc, metric, table, metrics, flags }: JsonObject): string {
  const mtu = Array.isArray(metrics) ? (metrics[0] as JsonObject).mtu : undefined
  const isOnlink = Array.isArray(flags) && flags.includes('onlink')
  return told([type ?? 'unicast', dst, gateway, prefsrc, metric, table ?? 'main', mtu, isOnlink])
}

/** As the kernel and ip(8) spell it: IPv6 has a metric always, IPv4 none for 0. */
function routeWanted({ type, to, via, src, metric, table, mtu, onlink }: JsonObject): string {
  const isSix = [to, via].some(text => String(text).includes(':'))
  const network = String(to).toLowerCase().replace('fd02:0::', 'fd02::')
  const dst = ['0.0.0.0/0', '::/0'].includes(network) ? 'default' : network
  return told([type ?? 'unicast', dst, via, src, metric ?? (isSix ? 1024 : ''), tableName(table), mtu, onlink === true])
}

function ruleTold({ priority, src, srclen, dst, dstlen, fwmark, fwmask, iif, oif, table, action }: JsonObject): string {
  const network = (address: unknown, length: unknown) =>
    address === undefined || address === 'all' ? '' : length === undefined ? address : `${address}/${length}`
  const mark = fwmark === undefined ? '' : `${fwmark}/${fwmask ?? '0xffffffff'}`
  return told([priority, network(src, srclen), network(dst, dstlen), mark, iif, oif, action ?? table])
}

function ruleWanted({ priority, from, to, fwmark, iif, oif, table, action }: JsonObject): string {
  const [value = '', mask = '0xffffffff'] = String(fwmark ?? '').split('/')
  const mark = fwmark === undefined ? '' : `0x${Number(value).toString(16)}/${mask}`
  return told([priority, from, to, mark, iif, oif, action ?? tableName(table)])
}

function tableName(table: unknown): unknown {
  return table === undefined || table === '254' ? 'main' : table
}

function told(words: readonly unknown[]): string {
  return words.map(word => String(word ?? '')).join(' ')
}
