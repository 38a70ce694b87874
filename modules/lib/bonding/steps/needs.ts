// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import { lookUp } from '../inventory.ts'
import { bondingOptions } from '../options.ts'
import { agrees, type BondValues, goalValues, isLive, kernelValues } from './bond-values.ts'
import { type FileDifference, readOptions } from './file-difference.ts'
import { differenceOf } from './routing-difference.ts'
import type { Scene } from './scene.ts'
import { type Target, type Targets, withRelated } from './targets.ts'
import { tiedTo } from './tied.ts'
import { isVirtual, startsAtBoot } from './words.ts'

/** What files and kernel together ask of one device, `live` being options that the driver takes while the bond runs. */
export interface Need {
  readonly target: Target
  readonly kind: FileDifference
  readonly live: BondValues | undefined
}

/** What the devices and their bonds and ports need, and what stands on those of them that are restarted. */
export function needsOf(scene: Scene, targets: Targets, change: Concerned): ReadonlyMap<string, Need> {
  const needs = new Map(needsOfRelated(scene, withRelated(targets, change.devices), change.isListed))
  for (;;) {
    const restarting = [...needs.values()].filter(({ kind }) => kind === 'restart').map(({ target }) => target)
    const tied = tiedTo(scene, targets, restarting)
    if (tied.length === 0) return new Map([...needs].sort(byBondAndName))
    for (const target of withRelated(targets, tied)) {
      const none: Need = needs.get(target.device) ?? { target, kind: 'none', live: undefined }
      needs.set(target.device, tied.includes(target.device) ? { target, kind: 'restart', live: undefined } : none)
    }
  }
}

/** The devices of a change; `isListed` when the task names them. */
export interface Concerned {
  readonly devices: readonly string[]
  readonly isListed: boolean
}

function byBondAndName([a, { target: first }]: [string, Need], [b, { target: second }]: [string, Need]): number {
  if (first.isBond !== second.isBond) return first.isBond ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * What each of the devices needs, bonds first. Where the task lists devices, others need something only for the sake of
 * these, which may concern further ones in turn.
 */
function needsOfRelated(scene: Scene, related: readonly Target[], isListed: boolean): ReadonlyMap<string, Need> {
  const active = new Set(related.filter(target => !isListed || target.isListed || isEndedByReload(target)))
  for (;;) {
    const needs = needsOfActive(scene, related, active)
    const more = related.filter(target => !active.has(target) && isDrawnIn(target, needs))
    if (more.length === 0) return new Map([...needs].map(([device, need]) => [device, withAlias(need)]))
    for (const target of more) active.add(target)
  }
}

function needsOfActive(scene: Scene, related: readonly Target[], active: ReadonlySet<Target>): Map<string, Need> {
  const ports = new Map<string, Need>()
  const needs = new Map<string, Need>()
  for (const target of related.filter(({ isBond }) => !isBond))
    ports.set(target.device, { target, kind: active.has(target) ? deviceKind(target) : 'none', live: undefined })
  for (const target of related.filter(({ isBond }) => isBond)) {
    const none: Need = { target, kind: 'none', live: undefined }
    needs.set(target.device, active.has(target) ? bondNeed(scene, target, ports) : none)
  }
  return new Map([...needs, ...ports])
}

/** Whether something must happen to a device that the task does not list, for what happens to others. */
function isDrawnIn(target: Target, needs: ReadonlyMap<string, Need>): boolean {
  if (target.isBond) return (!target.kernel.isUp && isJoined(target, needs)) || isEmptied(target, needs)
  const bonds = [target.oldBond, target.nowBond, target.kernel.bond]
  return bonds.some(bond => bond !== undefined && needs.get(bond)?.kind === 'restart')
}

type Ports = ReadonlyMap<string, Need>

/** Whether a port comes that the kernel does not have in the bond. */
function isJoined({ device }: Target, ports: Ports): boolean {
  return [...ports.values()].some(
    ({ kind, target: { nowBond, kernel, isChanged, isListed } }) =>
      kind === 'restart' && (isChanged || isListed) && nowBond === device && kernel.bond !== device
  )
}

/**
 * Whether ports come or go and none stays: initscripts start a port of a bond without ports by taking the bond down for its
 * options, and leave it down (install_bonding_driver() in network-functions, called by ifup-eth).
 */
function isEmptied({ device, provider, old, now, kernel }: Target, ports: Ports): boolean {
  if (provider !== 'initscripts' || (old ?? now) === undefined || !kernel.isUp) return false
  const own = [...ports.values()].filter(({ target: { oldBond, nowBond, kernel: has } }) =>
    [oldBond, nowBond, has.bond].includes(device)
  )
  const isMoving = own.some(
    ({ target, kind }) => kind === 'restart' && (target.now !== undefined || target.old !== undefined)
  )
  return isMoving && !own.some(({ target, kind }) => kind !== 'restart' && target.kernel.bond === device)
}

/**
 * Whether NetworkManager ends a device as soon as it reads the files again, since the profile has gone: that is so for
 * devices that the task does not list, too.
 */
export function isEndedByReload({ old, now, isChanged, provider }: Target): boolean {
  if (provider !== 'networkmanager' || !isChanged || old === undefined) return false
  return now === undefined || lookUp(old, 'UUID') !== lookUp(now, 'UUID')
}

/** An alias has no addresses to take but its own; NetworkManager has it in the profile of its device. */
function withAlias(need: Need): Need {
  const { target, kind } = need
  const isManaged = target.provider === 'networkmanager'
  if (target.device.includes(':')) return { ...need, kind: isManaged ? 'none' : kind === 'address' ? 'restart' : kind }
  return isManaged && target.hasAlias && target.kernel.isUp && kind !== 'restart' ? { ...need, kind: 'address' } : need
}

/** A bond: whether it runs, what its files change, and what the driver has otherwise than its file says. */
function bondNeed({ host }: Scene, target: Target, ports: Ports): Need {
  const { old, now, kernel, provider, isListed, isChanged, device } = target
  const none: Need = { target, kind: 'none', live: undefined }
  if (now === undefined) return { ...none, kind: kernel.exists && (isListed || old !== undefined) ? 'restart' : 'none' }
  if (!kernel.exists || !kernel.isUp || isListed)
    return { ...none, kind: isListed || isChanged || isJoined(target, ports) ? 'restart' : 'none' }
  if (isEmptied(target, ports)) return { ...none, kind: 'restart' }
  const difference = differenceOf(target)
  const options = [old === undefined ? new Map<string, string>() : readOptions(old), readOptions(now)] as const
  if (difference === 'restart') return { ...none, kind: 'restart' }
  if (options[0] === undefined || options[1] === undefined) return { ...none, kind: difference }
  const has = kernelValues(host, device)
  const values = { kernel: has, goal: goalValues(has, [options[0], options[1]], provider) }
  const odd = bondingOptions.filter(option => !agrees(option, values))
  if (odd.some(option => !isLive(option, host)) || hasOtherUnknown(options[0], options[1]))
    return { ...none, kind: 'restart' }
  return {
    ...none,
    kind: old === undefined && isChanged ? 'restart' : difference,
    live: odd.length === 0 ? undefined : values
  }
}

/** Options that the table does not know cannot be asked of the driver; the bond's start writes them. */
function hasOtherUnknown(old: ReadonlyMap<string, unknown>, now: ReadonlyMap<string, unknown>): boolean {
  const names = [...old.keys(), ...now.keys()].filter(name => !bondingOptions.some(option => option.name === name))
  return names.some(name => String(old.get(name)) !== String(now.get(name)))
}

/** A port, or a device of its own. */
function deviceKind(target: Target): FileDifference {
  const { old, now, oldBond, nowBond, kernel, isListed, isChanged, provider } = target
  if (isListed) return 'restart'
  if (now === undefined)
    return kernel.bond !== undefined || (old !== undefined && kernel.isUp) ? 'restart' : silentFor(target)
  const isMissing = !kernel.exists && !isVirtual(target)
  if (isMissing && nowBond !== undefined) return 'none'
  // No port to release: ifup of a device that is not there would fail, and the whole change with it.
  if (isMissing && oldBond !== undefined) return silentFor(target)
  if (kernel.bond !== nowBond) return 'restart'
  const difference = differenceOf(target)
  const isOther = oldBond !== nowBond || old === undefined
  if (isChanged && isOther && provider === 'networkmanager') return 'restart'
  if (nowBond !== undefined) return oldBond === undefined || difference === 'address' ? silentFor(target) : difference
  if (kernel.isUp && old !== undefined) return oldBond === undefined || difference !== 'none' ? difference : 'none'
  return isChanged && startsAtBoot(target) ? 'restart' : silentFor(target)
}

/** The addresses of a port's file are of no effect, but for NetworkManager's idea of the file. */
function silentFor({ provider, isChanged }: Target): FileDifference {
  return isChanged && provider === 'networkmanager' ? 'silent' : 'none'
}
