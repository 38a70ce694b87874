// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { lookUp } from '../inventory.ts'
import { bondNeed, isEmptied, isJoined } from './bond-need.ts'
import type { FileDifference } from './file-difference.ts'
import type { Need } from './need.ts'
import { differenceOf } from './routing-difference.ts'
import type { Scene } from './scene.ts'
import { type Target, type Targets, withRelated } from './targets.ts'
import { tiedTo } from './tied.ts'
import { isVirtual, startsAtBoot } from './words.ts'

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
