// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type Inventory, scriptsFolder } from '../bonding/inventory.ts'
import { suffixOf } from '../bonding/plan/plan-routing.ts'
import { parseArguments, unsafeLine } from '../bonding/routing/argument-file.ts'
import { isNumbered, numberedRoutes } from '../bonding/routing/numbered-file.ts'
import { parseRoute } from '../bonding/routing/route.ts'
import { parseRule } from '../bonding/routing/rule.ts'
import type { Family } from '../bonding/routing/words.ts'
import type { ReadHost } from '../host/host.ts'
import { parseIfcfg } from '../ifcfg/parse-ifcfg.ts'

/**
 * The routes and rules of a bond's files as options; what the options cannot say in full is left out, so that these files stay
 * as they are.
 */
export function routingOptions(inventory: Inventory, host: ReadHost, bond: string): ReadonlyMap<string, unknown> {
  const read = (kind: string): string => host.readText(`${scriptsFolder}/${kind}-${suffixOf(inventory, bond)}`) ?? ''
  const families: readonly Family[] = ['4', '6']
  const routes = families.flatMap(family => routesIn(read(family === '6' ? 'route6' : 'route'), bond, family))
  const rules = families.flatMap(family =>
    linesIn(read(family === '6' ? 'rule6' : 'rule'), words => parseRule(words, family))
  )
  const isSaid = (parts: readonly unknown[]): boolean => parts.length > 0 && !parts.includes(undefined)
  return new Map<string, unknown>([
    ...(isSaid(routes) ? [['routes', routes] as const] : []),
    ...(isSaid(rules) ? [['rules', rules] as const] : [])
  ])
}

function routesIn(text: string, bond: string, family: Family): readonly unknown[] {
  if (!isNumbered(text))
    return linesIn(text, words => {
      const route = parseRoute(words, bond)
      const isOfAll = route?.to === 'default' && route.via === undefined && route.src === undefined
      return isOfAll ? { ...route, to: family === '6' ? '::/0' : '0.0.0.0/0' } : route
    })
  return family === '6' ? [undefined] : (numberedRoutes(parseIfcfg(text)) ?? [undefined])
}

function linesIn(text: string, parse: (words: readonly string[]) => unknown): readonly unknown[] {
  if (unsafeLine(text) !== undefined) return [undefined]
  return parseArguments(text).flatMap(({ words }) => (words === undefined ? [] : [parse(words)]))
}
