// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../../host/host.ts'
import { deviceOf, type Inventory, scriptsFolder } from '../inventory.ts'

export type RoutingKind = 'route' | 'route6' | 'rule' | 'rule6'

/** The files of routes and rules before and after a change; without an ifcfg file nobody reads them. */
export interface RoutingScene {
  /** Which of them differ, by device. */
  readonly changed: ReadonlyMap<string, readonly RoutingKind[]>
  /** The devices that have rules on either side. */
  readonly withRules: readonly string[]
}

type Pair<T> = readonly [old: T, now: T]

/** Looks at all of them. They go by the device and by the name of its ifcfg file (ifup-routes). */
export function readRoutingScene(hosts: Pair<ReadHost>, inventories: Pair<Inventory>): RoutingScene {
  const changed = new Map<string, readonly RoutingKind[]>()
  const withRules: string[] = []
  for (const name of new Set(inventories.flatMap(({ routing }) => routing))) {
    const [, kind = '', suffix = ''] = /^((?:route|rule)6?)-(.+)$/.exec(name) ?? []
    const entry = inventories
      .flatMap(({ entries }) => entries)
      .find(each => each.suffix === suffix || deviceOf(each) === suffix)
    if (entry === undefined || !isKind(kind)) continue
    const device = deviceOf(entry)
    if (kind.startsWith('rule')) withRules.push(device)
    const [old, now] = hosts.map(host => host.readText(`${scriptsFolder}/${name}`))
    if (old !== now) changed.set(device, [...(changed.get(device) ?? []), kind])
  }
  return { changed, withRules }
}

function isKind(text: string): text is RoutingKind {
  return /^(?:route|rule)6?$/.test(text)
}
