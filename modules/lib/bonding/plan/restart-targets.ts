// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { RestartTarget } from '../../change/restart-steps.ts'
import { ModuleError } from '../../errors.ts'
import { flatMap } from '../../flat-map.ts'
import type { ReadHost } from '../../host/host.ts'
import { findFile } from '../find-file.ts'
import { type Provider, type Providers, providerOf } from '../host-rules/provider.ts'
import { deviceOf, type IfcfgEntry, type Inventory, lookUp } from '../inventory.ts'
import { lineOf, masterOf, portFilesOf, saysBond } from './masters.ts'

/** What restarting looks at. */
export interface RestartScene {
  readonly host: ReadHost
  readonly inventory: Inventory
  readonly providers: Providers
  /** The provider that the task names; absent, each file decides. */
  readonly wanted: Provider | undefined
}

/**
 * What is to be known of each interface before it is restarted. Throws ModuleError('conflict') where its file cannot be
 * told, or where a bond and its ports would be set up by different providers.
 */
export function restartTargets(scene: RestartScene, devices: readonly string[]): readonly RestartTarget[] {
  const problems: string[] = []
  const targets = flatMap(devices, (device): readonly RestartTarget[] => {
    const found = findFile(scene.inventory, device)
    const entry = found.state === 'found' ? found.entry : undefined
    const exists = scene.host.realPath(`/sys/class/net/${device}`) !== undefined
    if (found.state === 'refused') problems.push(found.problem)
    else if (entry === undefined && !exists)
      problems.push(`interfaces: ${device} has neither an ifcfg file nor a device; correct its name`)
    else {
      problems.push(...disagreements(scene, device))
      return [target(scene, { device, entry, exists })]
    }
    return []
  })
  if (problems.length > 0) throw new ModuleError('conflict', [...new Set(problems)])
  return targets
}

/** The devices of the files that are brought up at boot. */
export function bootDevices(inventory: Inventory): readonly string[] {
  return inventory.entries
    .filter(entry => !/^no$/i.test(lookUp(entry, 'ONBOOT') ?? 'yes') && !entry.suffix.includes(':'))
    .map(deviceOf)
}

interface Found {
  readonly device: string
  readonly entry: IfcfgEntry | undefined
  readonly exists: boolean
}

function target(scene: RestartScene, { device, entry, exists }: Found): RestartTarget {
  const { host, inventory, providers, wanted } = scene
  return {
    device,
    path: entry?.path,
    isBond:
      entry === undefined
        ? host.realPath(`/sys/class/net/${device}/bonding`) !== undefined
        : saysBond(entry) || portFilesOf(inventory, device).length > 0,
    bond: entry === undefined ? undefined : masterOf(inventory, entry)?.bond,
    exists,
    runningBond: runningBond(host, device),
    provider: wanted ?? providerOf(providers, entry?.file) ?? 'initscripts'
  }
}

/** The driver makes a link `master` in the folder of each port (bond_create_slave_symlinks(), netdev_master_upper_dev_link()). */
function runningBond(host: ReadHost, device: string): string | undefined {
  const master = host.realPath(`/sys/class/net/${device}/master`)
  const isBond = master !== undefined && host.fileType(`${master}/bonding`) === 'folder'
  return isBond ? master.slice(master.lastIndexOf('/') + 1) : undefined
}

/** A bond that one provider brings up waits for ports that only the other one would bring. */
function disagreements({ inventory, providers, wanted }: RestartScene, bond: string): readonly string[] {
  if (wanted !== undefined) return []
  const own = findFile(inventory, bond)
  if (own.state !== 'found') return []
  const provider = providerOf(providers, own.entry.file)
  return portFilesOf(inventory, bond)
    .filter(port => providerOf(providers, port.file) !== provider)
    .map(port => {
      const odd = lookUp(port, 'NM_CONTROLLED') === undefined ? own.entry : port
      const line = `NM_CONTROLLED=${lookUp(odd, 'NM_CONTROLLED')} in ${odd.path}, line ${lineOf(odd, 'NM_CONTROLLED')}`
      return (
        `${bond}: ${provider} sets it up, but not its port ${deviceOf(port)} (${line}); give a bond and its ports the same, ` +
        'nm_controlled of nic.bonding.bond writes it to all of them'
      )
    })
}
