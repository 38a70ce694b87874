// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { Activity } from '../../change/activity.ts'
import { findFile } from '../find-file.ts'
import { type Provider, providerOf } from '../host-rules/provider.ts'
import { deviceOf, type IfcfgEntry, type Inventory, lookUp } from '../inventory.ts'
import { masterOf, mastersOf, saysBond } from '../plan/masters.ts'
import { vlanBaseOf } from '../stacked.ts'
import { type KernelDevice, kernelDevice } from './kernel-device.ts'
import type { RoutingKind } from './routing-scene.ts'
import type { Scene } from './scene.ts'

/** A device that the change may concern: its files before and after, and what the kernel has. */
export interface Target {
  readonly device: string
  readonly old: IfcfgEntry | undefined
  readonly now: IfcfgEntry | undefined
  /** The bond whose port its files say it is. */
  readonly oldBond: string | undefined
  readonly nowBond: string | undefined
  readonly kernel: KernelDevice
  readonly isBond: boolean
  readonly isBridge: boolean
  /** Where it stands in a stack of VLANs and bridges, 0 at the bottom. */
  readonly level: number
  /** What its VLAN stands on by the file after the change. */
  readonly nowBase: string | undefined
  /** Whether the task names it: it is restarted whatever it is like. */
  readonly isListed: boolean
  /** Whether its own files differ. */
  readonly isChanged: boolean
  /** Whether an alias of it (eth0:1) is among the devices of the change. */
  readonly hasAlias: boolean
  readonly provider: Provider
  /** Its files of routes and rules that differ. */
  readonly routing: readonly RoutingKind[]
  /** Whether it has files of rules, before or after. */
  readonly hasRules: boolean
  /** Whether NetworkManager runs it, where it does not belong to initscripts. */
  readonly activity: () => Activity | undefined
}

/** All that is to be known of devices, each looked at once. */
export interface Targets {
  get(device: string): Target
  /** The devices that are ports of a bond by the files before, those after, or the kernel, by name. */
  portsOf(bond: string): readonly string[]
  /** The files after the change that say their devices are ports of a bond. */
  portFilesOf(bond: string): readonly IfcfgEntry[]
}

/** The targets of a scene; `listed` are those that the task names. */
export function createTargets(scene: Scene, listed: ReadonlySet<string>): Targets {
  const indexes = { old: indexOf(scene.old), now: indexOf(scene.new) }
  const known = new Map<string, Target>()
  return {
    get: device => {
      const target = known.get(device) ?? createTarget(scene, indexes, { device, listed })
      known.set(device, target)
      return target
    },
    portsOf: bond =>
      [
        ...new Set([
          ...[...(indexes.old.ports.get(bond) ?? []), ...(indexes.now.ports.get(bond) ?? [])].map(deviceOf),
          ...kernelDevice(scene.host, bond).ports
        ])
      ].sort(),
    portFilesOf: bond => indexes.now.ports.get(bond) ?? []
  }
}

interface Index {
  /** The files by the devices that they name. */
  readonly files: ReadonlyMap<string, IfcfgEntry>
  /** The ports of each bond. */
  readonly ports: ReadonlyMap<string, readonly IfcfgEntry[]>
}

function indexOf(inventory: Inventory): Index {
  const files = new Map<string, IfcfgEntry>()
  const ports = new Map<string, readonly IfcfgEntry[]>()
  for (const entry of inventory.entries) {
    const device = deviceOf(entry)
    if (!files.has(device)) files.set(device, entry)
    for (const { bond } of mastersOf(inventory, entry)) ports.set(bond, [...(ports.get(bond) ?? []), entry])
  }
  return { files, ports }
}

interface Named {
  readonly device: string
  readonly listed: ReadonlySet<string>
}

function createTarget(scene: Scene, indexes: { old: Index; now: Index }, { device, listed }: Named): Target {
  const aliases = [...listed, ...scene.changed]
  const kernel = kernelDevice(scene.host, device)
  const [old, now] = [entryOf(scene.old, indexes.old, device), entryOf(scene.new, indexes.now, device)]
  const saysSo = (entry: IfcfgEntry | undefined, index: Index): boolean =>
    (entry !== undefined && saysBond(entry)) || (index.ports.get(device) ?? []).length > 0
  const provider = scene.wanted ?? providerOf(scene.providers, (now ?? old)?.file) ?? 'initscripts'
  return {
    device,
    old,
    now,
    oldBond: old === undefined ? undefined : masterOf(scene.old, old)?.bond,
    nowBond: now === undefined ? undefined : masterOf(scene.new, now)?.bond,
    kernel,
    isBond: kernel.isBond || (now === undefined ? saysSo(old, indexes.old) : saysSo(now, indexes.now)),
    isBridge: scene.stack.isBridge(device),
    level: scene.stack.level(device),
    nowBase: now === undefined ? undefined : vlanBaseOf(now),
    isListed: listed.has(device),
    isChanged: scene.changed.includes(device),
    hasAlias: aliases.some(alias => alias.startsWith(`${device}:`)),
    provider,
    routing: scene.routing.changed.get(device) ?? [],
    hasRules: scene.routing.withRules.includes(device),
    activity: () => (provider === 'networkmanager' ? scene.activityOf(device) : undefined)
  }
}

/** The file of a device as its readers find it; where they would not agree, the one that names it. */
function entryOf(inventory: Inventory, index: Index, device: string): IfcfgEntry | undefined {
  const named = index.files.get(device)
  if (named !== undefined && lookUp(named, 'DEVICE') === device) return named
  const found = findFile(inventory, device)
  return found.state === 'found' ? found.entry : named
}

/** Why a device cannot be restarted: its file cannot be told, or there is neither file nor device. */
export function problemsOf(scene: Scene, { device, old, now, kernel }: Target): readonly string[] {
  const found = findFile(scene.new, device)
  if (found.state === 'refused' && !device.includes(':')) return [found.problem]
  if (now === undefined && old === undefined && !kernel.exists)
    return [`interfaces: ${device} has neither an ifcfg file nor a device; correct its name`]
  return []
}

/**
 * The devices to look at: those given, and, as long as there are more, the ports of bonds and the bonds of ports: a bond
 * and its ports are started and stopped together.
 */
export function withRelated(targets: Targets, devices: readonly string[]): readonly Target[] {
  const all = new Set<string>()
  let next = devices
  while (next.length > 0) {
    for (const device of next) all.add(device)
    const related = next.flatMap(device => {
      const { isBond, oldBond, nowBond, kernel } = targets.get(device)
      return [...(isBond ? targets.portsOf(device) : []), oldBond, nowBond, kernel.bond]
    })
    next = [...new Set(related)].filter((device): device is string => device !== undefined && !all.has(device))
  }
  return [...all].sort().map(device => targets.get(device))
}
