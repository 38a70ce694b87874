// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { FileChange } from '../../change/file-change.ts'
import type { ReadHost } from '../../host/host.ts'
import { parseIfcfg } from '../../ifcfg/parse-ifcfg.ts'
import { stringifyIfcfg } from '../../ifcfg/stringify-ifcfg.ts'
import { findFile } from '../find-file.ts'
import { type Inventory, scriptsFolder } from '../inventory.ts'
import { hasArguments, unsafeLine, type WantedLine, withLines } from '../routing/argument-file.ts'
import { commentsOf, isNumbered, isSaidByNumbers, numberedEdits, numberedRoutes } from '../routing/numbered-file.ts'
import { familyOfRoute, formatRoute, parseRoute, type Route, routeMeaning } from '../routing/route.ts'
import { familyOfRule, formatRule, parseRule, ruleMeaning } from '../routing/rule.ts'
import type { Family } from '../routing/words.ts'
import { tableName } from '../routing-files.ts'
import { nothing, type Outcome, refusal } from './draft.ts'
import { applyEdits } from './edits.ts'

type Bond = Partial<BondOptions>

/** Plans the files of a bond's routes and rules, where the task names them. */
export function planRouting(inventory: Inventory, host: ReadHost, bond: Bond): readonly Outcome[] {
  const families: readonly Family[] = ['4', '6']
  const outcomes = families.map(family => [
    bond.routes === undefined ? nothing : planRoutes({ inventory, host, bond, family }),
    bond.rules === undefined ? nothing : planRules({ inventory, host, bond, family })
  ])
  return outcomes.flat()
}

/** The removal of a bond's files of routes and rules, which are nobody's without it. */
export function planRoutingRemoval(inventory: Inventory, host: ReadHost, bond: string): readonly FileChange[] {
  const names = ['route', 'route6', 'rule', 'rule6'].map(kind => `${kind}-${suffixOf(inventory, bond)}`)
  return names
    .filter(name => inventory.routing.includes(name))
    .map(name => `${scriptsFolder}/${name}`)
    .map(path => ({ path, before: host.readText(path), after: undefined, device: bond }))
}

/**
 * What follows `route-` in the names of a bond's files: what follows `ifcfg-`. NetworkManager goes by that name
 * (utils_get_route_path()), initscripts by it and by the device (ifup-routes).
 */
export function suffixOf(inventory: Inventory, bond: string): string {
  const found = findFile(inventory, bond)
  return found.state === 'found' ? found.entry.suffix : bond
}

interface FilePlan {
  readonly inventory: Inventory
  readonly host: ReadHost
  readonly bond: Bond
  readonly family: Family
}

/** One file of lines, and how its lines are meant. */
interface Lines {
  readonly kind: 'route' | 'rule'
  readonly wanted: readonly WantedLine[]
  readonly meaningOf: (words: readonly string[]) => string
}

function planRoutes(plan: FilePlan): Outcome {
  const { bond, family, host } = plan
  const { name = '' } = bond
  const routes = (bond.routes ?? []).filter(route => familyOfRoute(route) === family)
  const meaning = (route: Route): string => routeMeaning(route, family, table => tableName(table, host))
  const lines: Lines = {
    kind: 'route',
    wanted: routes.map(route => ({ meaning: meaning(route), text: formatRoute(route, name) })),
    meaningOf: words => {
      const route = parseRoute(words, name)
      return route === undefined ? words.join(' ') : meaning(route)
    }
  }
  const { path, before } = fileOf(plan, 'route')
  if (before === undefined || !isNumbered(before) || routes.length === 0) return planLines(plan, lines)
  if (routes.every(isSaidByNumbers) && family === '4') return planNumbered({ path, before, name, routes, meaning })
  const comments = commentsOf(before)
  return comments === undefined || unsafeLine(comments) !== undefined
    ? refusal(
        `${name}: routes: ${path} is a script beside its lines ADDRESS0=..., which has no words for all routes of the task and ` +
          'cannot be written anew without losing the rest; move that out of it, or remove the file first'
      )
    : { ...nothing, files: [{ path, before, after: withLines(comments, lines.wanted, lines.meaningOf), device: name }] }
}

function planRules(plan: FilePlan): Outcome {
  const { bond, family, host } = plan
  const rules = (bond.rules ?? []).filter(rule => familyOfRule(rule) === family)
  const name = (table: string | undefined): string => tableName(table, host)
  return planLines(plan, {
    kind: 'rule',
    wanted: rules.map(rule => ({ meaning: ruleMeaning(rule, family, name), text: formatRule(rule) })),
    meaningOf: words => {
      const rule = parseRule(words, family)
      return rule === undefined ? words.join(' ') : ruleMeaning(rule, family, name)
    }
  })
}

/** A file that had lines and has none any more goes, with its comments. */
function planLines(plan: FilePlan, { kind, wanted, meaningOf }: Lines): Outcome {
  const { path, before, problem } = fileOf(plan, kind)
  if (problem !== undefined) return refusal(problem)
  if (before === undefined && wanted.length === 0) return nothing
  const unsafe = before === undefined || wanted.length === 0 ? undefined : unsafeLine(before)
  if (unsafe !== undefined)
    return refusal(
      `${plan.bond.name}: ${kind}s: ${path}, line ${unsafe}, has a backslash or a wildcard, which readers do not take for the ` +
        'same; change that line by hand first'
    )
  const after =
    wanted.length > 0 || !hasArguments(before ?? '') ? withLines(before ?? '', wanted, meaningOf) : undefined
  return { ...nothing, files: [{ path, before, after, device: plan.bond.name ?? '' }] }
}

interface Numbered {
  readonly path: string
  readonly before: string
  readonly name: string
  readonly routes: readonly Route[]
  readonly meaning: (route: Route) => string
}

function planNumbered({ path, before, name, routes, meaning }: Numbered): Outcome {
  const file = parseIfcfg(before)
  const all = (list: readonly Route[]): string => list.map(meaning).sort().join('\n')
  const present = numberedRoutes(file)
  if (present !== undefined && all(present) === all(routes))
    return { ...nothing, files: [{ path, before, after: before, device: name }] }
  const edited = applyEdits(path, file, numberedEdits(file, routes))
  const files = [{ path, before, after: stringifyIfcfg(edited.file), device: name }]
  return { ...nothing, files, problems: edited.problems.map(problem => `${name}: routes: ${problem}`) }
}

function fileOf(
  { inventory, host, bond: { name = '' }, family }: FilePlan,
  kind: Lines['kind']
): { readonly path: string; readonly before: string | undefined; readonly problem: string | undefined } {
  const prefix = `${kind}${family === '6' ? '6' : ''}-`
  const suffix = suffixOf(inventory, name)
  const path = `${scriptsFolder}/${prefix}${suffix}`
  const isTwice = suffix !== name && inventory.routing.includes(`${prefix}${name}`)
  const problem = isTwice
    ? `${name}: ${kind}s: initscripts read ${scriptsFolder}/${prefix}${name} beside ${path}, NetworkManager does not; remove the first`
    : undefined
  return { path, before: host.readText(path), problem }
}
