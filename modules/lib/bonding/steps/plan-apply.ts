// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ActivityOf } from '../../change/activity.ts'
import type { FutureFiles } from '../../change/overlay-host.ts'
import type { Step } from '../../change/step.ts'
import { ModuleError } from '../../errors.ts'
import type { ReadHost } from '../../host/host.ts'
import type { Provider } from '../host-rules/provider.ts'
import { deviceOf, type Inventory, lookUp } from '../inventory.ts'
import { backMoves } from './back-moves.ts'
import { chooseProvider, disagreements } from './choose-provider.ts'
import { backSteps, forwardSteps, type Scope } from './compose-steps.ts'
import { forwardMoves, type Move } from './moves.ts'
import type { Need } from './need.ts'
import { isEndedByReload, needsOf } from './needs.ts'
import { readScene, type Scene } from './scene.ts'
import { createTargets, problemsOf, type Targets } from './targets.ts'

export interface ApplyRequest {
  /** The host: files on disk and the running kernel (/sys/class/net, /proc). */
  readonly host: ReadHost
  /** Texts before the change of every file that it changed (null: there was none); paths as the host sees them. */
  readonly before: FutureFiles
  /** Texts that files will have, where they differ from the disk (check mode); empty in a real run. */
  readonly after: FutureFiles
  /**
   * undefined: the devices of the changed files. A list: these, restarted whether or not anything differs. 'all': the whole
   * network service.
   */
  readonly interfaces: readonly string[] | 'all' | undefined
  readonly provider: 'auto' | Provider
  /** Asked for what NetworkManager manages and the change takes over, to leave it as it was when the change goes back. */
  readonly activityOf: ActivityOf
}

export interface ApplyPlan {
  readonly provider: Provider | 'both'
  /**
   * The steps forward; [] when files and kernel agree. Contains {type:'files'} markers only when a down step needs the old
   * files.
   */
  readonly forward: readonly Step[]
  /**
   * The steps that go back from any point of `forward`: for live writes the values that the driver has now; else down by the
   * new files, old files in place, up what was up. [] iff forward is []. Contains {type:'files', set:'old'} exactly once.
   */
  readonly back: readonly Step[]
  /** Every device that the steps touch, sorted. */
  readonly devices: readonly string[]
  /** The bonds to verify afterwards: those with a file among `devices`, and those that had or get a port among them. */
  readonly bonds: readonly string[]
}

/**
 * The fewest steps that make files and kernel agree. Throws ModuleError('unsupported') where the provider is not there, and
 * ModuleError('conflict') where the file of a device cannot be told or a bond and its ports have different providers.
 */
export function planApply(request: ApplyRequest): ApplyPlan {
  const wanted = request.provider === 'auto' ? undefined : request.provider
  const scene = readScene(request, wanted)
  const provider = chooseProvider(request.provider, scene.providers)
  const isService = request.interfaces === 'all' && provider === 'initscripts'
  const listed = listedDevices(scene, request.interfaces, isService)
  const devices = [...new Set(listed ?? scene.changed)]
  const targets = createTargets(scene, new Set(listed ?? []))
  refuse(scene, targets, devices)
  const bases = devices.filter(device => device.includes(':')).map(device => device.slice(0, device.indexOf(':')))
  const ended = scene.changed.filter(device => isEndedByReload(targets.get(device)))
  const needs = needsOf(scene, targets, {
    devices: [...devices, ...bases, ...ended],
    isListed: listed !== undefined
  })
  const forward = forwardMoves(needs)
  const scope = { scene, needs: [...needs.values()], isService }
  const steps = forwardSteps(scope, forward)
  if (steps.length === 0) return { provider, forward: [], back: [], devices: [], bonds: [] }
  return {
    provider: isService ? provider : providerOfAll(scope.needs, provider),
    forward: steps,
    back: backSteps(scope, backMoves(needs, forward)),
    ...touched(scope, targets, forward)
  }
}

/** The devices that the task names; the service also stops those that no file has any more. */
function listedDevices(
  scene: Scene,
  interfaces: ApplyRequest['interfaces'],
  isService: boolean
): readonly string[] | undefined {
  if (interfaces !== 'all') return interfaces
  const stopped = isService ? [...bootDevices(scene.old), ...scene.changed] : []
  return [...new Set([...bootDevices(scene.new), ...stopped])]
}

/** The devices of the files that are brought up at boot. */
function bootDevices(inventory: Inventory): readonly string[] {
  return inventory.entries
    .filter(entry => !/^no$/i.test(lookUp(entry, 'ONBOOT') ?? 'yes') && !entry.suffix.includes(':'))
    .map(deviceOf)
}

function providerOfAll(needs: readonly Need[], provider: Provider): Provider | 'both' {
  const providers = new Set(needs.filter(isNeeded).map(({ target }) => target.provider))
  if (providers.size > 1) return 'both'
  return [...providers][0] ?? provider
}

/** Whether a device needs anything, if only that its file is read again. */
function isNeeded({ kind, live }: Need): boolean {
  return kind !== 'none' || live !== undefined
}

function touched(
  { scene, needs }: Scope,
  targets: Targets,
  moves: readonly Move[]
): { readonly devices: readonly string[]; readonly bonds: readonly string[] } {
  const moved = moves.flatMap(({ target, start, stop, remove, release }) => {
    const isWhole = target.isBond && (start === 'file' || stop !== undefined || remove)
    const isTaken = (stop !== undefined || remove) && target.kernel.bond === undefined
    const above = isTaken ? uppersOf(scene.host, target.device) : []
    return [target.device, ...release, ...above, ...(isWhole ? targets.portsOf(target.device) : [])]
  })
  const set = needs.filter(({ live }) => live !== undefined).map(({ target }) => target.device)
  const devices = [...new Set([...moved, ...set])].sort()
  const concerned = devices
    .map(targets.get)
    .flatMap(({ device, isBond, oldBond, nowBond, kernel }) =>
      [isBond ? device : undefined, oldBond, nowBond, kernel.bond].filter((bond): bond is string => bond !== undefined)
    )
  const bonds = concerned.filter(bond => targets.get(bond).isBond && targets.get(bond).now !== undefined)
  return { devices, bonds: [...new Set(bonds)].sort() }
}

/** What stands on a device by the kernel, whether or not a file knows it (netdev_adjacent_sysfs_add(), Linux 3.9 and later). */
function uppersOf(host: ReadHost, device: string): readonly string[] {
  const found = new Set([device])
  for (const name of found)
    for (const link of host.list(`/sys/class/net/${name}`))
      if (link.startsWith('upper_')) found.add(link.slice('upper_'.length))
  return [...found]
}

function refuse(scene: Scene, targets: Targets, devices: readonly string[]): void {
  const problems = devices.flatMap(device => [
    ...problemsOf(scene, targets.get(device)),
    ...disagreements(scene, device, targets.portFilesOf(device))
  ])
  if (problems.length > 0) throw new ModuleError('conflict', [...new Set(problems)])
}
