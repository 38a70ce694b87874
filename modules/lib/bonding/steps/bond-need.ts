// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { bondingOptions } from '../options.ts'
import { agrees, goalValues, isLive, kernelValues } from './bond-values.ts'
import { readOptions } from './file-difference.ts'
import type { Need, PortNeeds } from './need.ts'
import { differenceOf } from './routing-difference.ts'
import type { Scene } from './scene.ts'
import type { Target } from './targets.ts'
import { isLeftDown } from './words.ts'

/** A bond: whether it runs, what its files change, and what the driver has otherwise than its file says. */
export function bondNeed({ host }: Scene, target: Target, ports: PortNeeds): Need {
  const { old, now, kernel, provider, isListed, isChanged, device } = target
  const none: Need = { target, kind: 'none', live: undefined }
  if (now === undefined) return { ...none, kind: kernel.exists && (isListed || old !== undefined) ? 'restart' : 'none' }
  if (!kernel.exists || !kernel.isUp || isListed)
    return { ...none, kind: isListed || isWanted(target, ports) ? 'restart' : 'none' }
  if (isEmptied(target, ports)) return { ...none, kind: 'restart' }
  const difference = differenceOf(target)
  const options = [old === undefined ? new Map<string, string>() : readOptions(old), readOptions(now)] as const
  if (difference === 'restart' || (difference === 'address' && isSetDownByIfup(target)))
    return { ...none, kind: 'restart' }
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

/**
 * Whether ifup sets a running bond down: where it has no port, for its options (install_bonding_driver() in network-functions).
 * A VLAN on it loses its routes, so that it is no change of addresses alone.
 */
function isSetDownByIfup({ provider, kernel }: Target): boolean {
  return provider === 'initscripts' && kernel.ports.length === 0
}

/** Whether a port comes that the kernel does not have in the bond. */
export function isJoined({ device }: Target, ports: PortNeeds): boolean {
  return [...ports.values()].some(
    ({ kind, target: { nowBond, kernel, isChanged, isListed } }) =>
      kind === 'restart' && (isChanged || isListed) && nowBond === device && kernel.bond !== device
  )
}

/**
 * Whether ports come or go and none stays: initscripts start a port of a bond without ports by taking the bond down for its
 * options, and leave it down (install_bonding_driver() in network-functions, called by ifup-eth).
 */
export function isEmptied({ device, provider, old, now, kernel }: Target, ports: PortNeeds): boolean {
  if (provider !== 'initscripts' || (old ?? now) === undefined || !kernel.isUp) return false
  const own = [...ports.values()].filter(({ target: { oldBond, nowBond, kernel: has } }) =>
    [oldBond, nowBond, has.bond].includes(device)
  )
  const isMoving = own.some(
    ({ target, kind }) => kind === 'restart' && (target.now !== undefined || target.old !== undefined)
  )
  return isMoving && !own.some(({ target, kind }) => kind !== 'restart' && target.kernel.bond === device)
}

/** Whether a bond that does not run is to: one with ONBOOT=no for a port alone that the task lists. */
function isWanted(target: Target, ports: PortNeeds): boolean {
  if (!isLeftDown(target)) return target.isChanged || isJoined(target, ports)
  return isJoined(target, new Map([...ports].filter(([, port]) => port.target.isListed)))
}

/** Options that the table does not know cannot be asked of the driver; the bond's start writes them. */
function hasOtherUnknown(old: ReadonlyMap<string, unknown>, now: ReadonlyMap<string, unknown>): boolean {
  const names = [...old.keys(), ...now.keys()].filter(name => !bondingOptions.some(option => option.name === name))
  return names.some(name => String(old.get(name)) !== String(now.get(name)))
}
