// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ActivityOf } from '../../change/activity.ts'
import type { FutureFiles } from '../../change/overlay-host.ts'
import { overlayHost } from '../../change/overlay-host.ts'
import type { ReadHost } from '../../host/host.ts'
import { type Provider, type Providers, readProviders } from '../host-rules/provider.ts'
import { deviceOf, type IfcfgEntry, type Inventory, lookUp, readInventory, scriptsFolder } from '../inventory.ts'
import { type RoutingScene, readRoutingScene } from './routing-scene.ts'
import { createStack, type Stack } from './stack.ts'

/** What the planner of steps looks at: the files before and after the change, and the running host. */
export interface Scene {
  readonly host: ReadHost
  readonly activityOf: ActivityOf
  readonly old: Inventory
  readonly new: Inventory
  readonly providers: Providers
  readonly stack: Stack
  /** The provider that the task names; absent, each file decides. */
  readonly wanted: Provider | undefined
  /** The devices of files that the change makes, changes or removes, each once. */
  readonly changed: readonly string[]
  /** Whether any file that sets up a device differs. */
  readonly hasChanges: boolean
  /** The files of routes and rules of devices with an ifcfg file. */
  readonly routing: RoutingScene
}

/** The host and the files of a change; see `ApplyRequest`. */
interface Given {
  readonly host: ReadHost
  readonly activityOf: ActivityOf
  readonly before: FutureFiles
  readonly after: FutureFiles
}

/** Reads all files twice: as they were and as they will be. */
export function readScene({ host, activityOf, ...files }: Given, wanted: Provider | undefined): Scene {
  const [oldHost, newHost] = [overlayHost(host, files.before), overlayHost(host, files.after)]
  const inventories = [readInventory(oldHost), readInventory(newHost)] as const
  const paths = [...new Set([...files.before.keys(), ...files.after.keys()])].filter(
    path => path.startsWith(`${scriptsFolder}/ifcfg-`) && oldHost.readText(path) !== newHost.readText(path)
  )
  const changed = inventories.flatMap(inventory =>
    inventory.entries.filter(({ path }) => paths.includes(path)).map(entry => runningDevice(host, inventory, entry))
  )
  const routing = readRoutingScene([oldHost, newHost], inventories)
  return {
    host,
    activityOf,
    old: inventories[0],
    new: inventories[1],
    stack: createStack(inventories),
    providers: readProviders(newHost),
    wanted,
    changed: [...new Set([...changed, ...routing.changed.keys()])].sort(),
    hasChanges: paths.length > 0 || routing.changed.size > 0,
    routing
  }
}

/** The device of a file that may name it by nothing but its hardware address. */
function runningDevice(host: ReadHost, inventory: Inventory, entry: IfcfgEntry): string {
  const address = lookUp(entry, 'DEVICE') === undefined ? lookUp(entry, 'HWADDR')?.toUpperCase() : undefined
  const found =
    address === undefined
      ? undefined
      : host
          .list('/sys/class/net')
          .find(
            device =>
              host.fileType(`/sys/class/net/${device}`) === 'folder' && inventory.hardwareAddress(device) === address
          )
  return found ?? deviceOf(entry)
}
