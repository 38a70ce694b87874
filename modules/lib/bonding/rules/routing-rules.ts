// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { canonicalNetwork } from '../../ip-address.ts'
import type { BondInput } from '../bond-input.ts'
import { familyOfRoute, type Route, routeMeaning } from '../routing/route.ts'
import { familyOfRule, type Rule, ruleMeaning } from '../routing/rule.ts'
import { isNetwork } from '../routing/words.ts'

/** What the routes and rules of one bond must be in themselves and among each other, from the arguments alone. */
export function checkRouting({ at, options }: BondInput): readonly string[] {
  const { routes = [], rules = [] } = options
  const routeKeys = routes.map(placeOf)
  const ruleKeys = rules.map(rule => {
    const family = familyOfRule(rule) ?? '4'
    return `${family} ${ruleMeaning(rule, family, name => name ?? '')}`
  })
  return [
    ...routes.flatMap((route, index) => checkRoute(`${at}routes[${index}]`, route)),
    ...twice(`${at}routes`, routeKeys, 'leads to the same network in the same table with the same metric as'),
    ...rules.flatMap((rule, index) => checkRule(`${at}rules[${index}]`, rule)),
    ...twice(`${at}rules`, ruleKeys, 'is the same as')
  ]
}

function checkRoute(option: string, route: Route): readonly string[] {
  const { to, via, src, onlink, type = 'unicast' } = route
  if (to === undefined) return []
  const problems = [...checkNetwork(`${option}.to`, to)]
  if (familyOfRoute(route) === undefined)
    problems.push(
      [via, src].every(address => address === undefined)
        ? `${option}.to: ${to} does not tell IPv4 from IPv6; give 0.0.0.0/0 or ::/0`
        : `${option}: ${[to, via, src].filter(text => text !== undefined).join(', ')} are of IPv4 and IPv6; a route is of one`
    )
  if (type !== 'unicast' && ((via ?? src) !== undefined || onlink === true))
    problems.push(
      `${option}.type: ${type} has no gateway, no source and nothing on the link; remove via, src and onlink`
    )
  if (onlink === true && via === undefined)
    problems.push(`${option}.onlink: true is about a gateway, and there is none; give via, or remove it`)
  if (via !== undefined && /^(?:22[4-9]\.|2[3-5][0-9]\.|ff|::1?$)/i.test(via))
    problems.push(`${option}.via: ${via} is no address of a router; give a unicast address`)
  return problems
}

function checkRule(option: string, rule: Rule): readonly string[] {
  const { from, to, table, action } = rule
  const problems = Object.entries({ from, to }).flatMap(([name, text]) =>
    text === undefined ? [] : checkNetwork(`${option}.${name}`, text)
  )
  if (familyOfRule(rule) !== undefined && (table === undefined) !== (action === undefined)) return problems
  const message =
    familyOfRule(rule) === undefined
      ? `${option}: ${[from, to, rule.family].filter(text => text !== undefined).join(', ')} are of IPv4 and IPv6; a rule is of one`
      : `${option}: ${table === undefined ? 'has neither table nor action, so that it decides nothing' : 'has a table and an action'}; give one of them`
  return [...problems, message]
}

/** The kernel refuses a network with bits behind its length (fib_valid_key_len(), ip6_route_info_create()). */
function checkNetwork(option: string, text: string): readonly string[] {
  const [address = '', length] = text.split('/')
  if (isNetwork(text)) return []
  return [
    `${option}: ${text} is an address in a network, not the network; give ${canonicalNetwork(address, Number(length))}`
  ]
}

/** Of two routes that differ in their gateway only, initscripts would leave the last one (`ip route replace` in ifup-routes). */
function placeOf({ to = '', metric, table, ...rest }: Route): string {
  const family = familyOfRoute({ to, ...rest }) ?? '4'
  const place = { to, ...(metric === undefined ? {} : { metric }), ...(table === undefined ? {} : { table }) }
  return `${family} ${routeMeaning(place, family, name => name ?? 'main')}`
}

function twice(option: string, keys: readonly string[], how: string): readonly string[] {
  return keys.flatMap((key, index) => {
    const first = keys.indexOf(key)
    return first === index ? [] : [`${option}[${index}]: ${how} ${option}[${first}]; give one of them`]
  })
}
