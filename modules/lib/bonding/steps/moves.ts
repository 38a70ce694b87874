// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { Need } from './need.ts'
import type { Target } from './targets.ts'
import { isLeftDown, isVirtual, startsAtBoot } from './words.ts'

/** What happens to one device, in the order in which the parts are named. */
export interface Move {
  readonly target: Target
  /** How it is taken down: by its file, or by the kernel alone where no file says how. */
  readonly stop: 'file' | 'link' | undefined
  /** The bonds that it is taken from by the kernel, since no file says that it is their port. */
  readonly release: readonly string[]
  /** Whether the bond is removed from the kernel. */
  readonly remove: boolean
  /** How it is brought up: by its file, with its addresses taken before, or by the kernel alone. */
  readonly start: 'file' | 'address' | 'link' | undefined
  /** The bond that it is put into by the kernel alone, as it was. */
  readonly enslave: string | undefined
}

const nothing = { stop: undefined, release: [], remove: false, start: undefined, enslave: undefined } as const

/** What happens to the bonds, as far as their ports must know it. */
export interface BondMoves {
  /** Whether it is taken down by its file or removed, so that the ports of its file are released. */
  readonly takes: (bond: string | undefined) => boolean
  readonly removes: (bond: string | undefined) => boolean
  /** Whether it is brought up by its file, with the ports of its file. */
  readonly starts: (bond: string | undefined) => boolean
  /** Whether it is not brought up, and no port of it may be either. */
  readonly rests: (bond: string | undefined) => boolean
}

/** What these moves do to bonds. */
export function bondMoves(moves: readonly Move[]): BondMoves {
  const known = new Map(moves.filter(({ target }) => target.isBond).map(move => [move.target.device, move]))
  const moveOf = (bond: string | undefined): Move | undefined => (bond === undefined ? undefined : known.get(bond))
  return {
    takes: bond => moveOf(bond)?.stop === 'file' || moveOf(bond)?.remove === true,
    removes: bond => moveOf(bond)?.remove === true,
    starts: bond => moveOf(bond)?.start === 'file',
    rests: bond => {
      const move = moveOf(bond)
      return move !== undefined && move.start === undefined && isLeftDown(move.target)
    }
  }
}

/** What happens to each device going forward; those to which nothing happens are left out. */
export function forwardMoves(needs: ReadonlyMap<string, Need>): readonly Move[] {
  const bonds = [...needs.values()].filter(({ target }) => target.isBond).map(bondForward)
  const context = bondMoves(bonds)
  const others = [...needs.values()].filter(({ target }) => !target.isBond)
  return [...bonds, ...others.map(need => deviceForward(need, context))].filter(isMoved)
}

/** Whether anything happens to a device. */
export function isMoved({ stop, release, remove, start, enslave }: Move): boolean {
  return stop !== undefined || release.length > 0 || remove || start !== undefined || enslave !== undefined
}

/** By the kernel alone goes what no file before the change configures. */
function bondForward({ target, kind }: Need): Move {
  const { old, now, kernel, provider } = target
  const none: Move = { ...nothing, target }
  if (kind === 'address') return { ...none, start: 'address' }
  if (kind !== 'restart') return none
  if (provider === 'networkmanager' && now !== undefined) return { ...none, ...remadeByManager(target), start: 'file' }
  const runs = kernel.isUp || kernel.ports.length > 0
  const stop = !kernel.exists || (now !== undefined && !runs) ? undefined : old === undefined ? 'link' : 'file'
  return { ...none, stop, remove: now === undefined && kernel.isBond, start: now === undefined ? undefined : 'file' }
}

/**
 * NetworkManager sets no option of a bond that is there back to 0, as from fail_over_mac=active to none: it leaves those out
 * (1.42, _nl_msg_new_link_set_linkinfo() in nm-linux-platform.c). So it makes the bond anew; one that no file before the
 * change describes stays, since nothing could make that again.
 */
export function remadeByManager({ old, kernel }: Target): Pick<Move, 'stop' | 'remove'> {
  const isRemade = old !== undefined && kernel.isBond
  return { stop: isRemade ? 'file' : undefined, remove: isRemade }
}

function deviceForward(need: Need, context: BondMoves): Move {
  const { target, kind } = need
  const start = startForward(need, context)
  return {
    ...nothing,
    target,
    stop: target.provider === 'initscripts' ? stopForward(need, context) : stopOfManager(need, start),
    release: releaseForward(need, context),
    start: kind === 'address' ? 'address' : start
  }
}

/** A port goes with its bond; alone, it goes when it is a port, or runs something of its own. */
function stopForward({ target, kind }: Need, { takes }: BondMoves): Move['stop'] {
  const { old, now, oldBond, kernel, isListed } = target
  if (kind !== 'restart') return undefined
  if (old === undefined) return now === undefined && isListed && kernel.exists ? 'link' : undefined
  if (kernel.bond !== undefined && kernel.bond === oldBond) return takes(oldBond) ? undefined : 'file'
  return kernel.isUp && oldBond === undefined ? 'file' : undefined
}

/** NetworkManager ends what it does not begin anew. */
function stopOfManager({ target, kind }: Need, start: Move['start']): Move['stop'] {
  const { old, kernel, isListed } = target
  const isKnown = old !== undefined || isListed
  return kind === 'restart' && start === undefined && kernel.exists && isKnown ? 'file' : undefined
}

function releaseForward({ target, kind }: Need, { removes, starts }: BondMoves): readonly string[] {
  const { old, now, oldBond, nowBond, kernel, provider } = target
  const { bond } = kernel
  if (bond === undefined || bond === oldBond) return []
  if (provider === 'networkmanager') return old === undefined && now === undefined && kind === 'restart' ? [bond] : []
  if (removes(bond)) return []
  if (starts(bond)) return [bond]
  return nowBond === bond || kind !== 'restart' ? [] : [bond]
}

function startForward({ target, kind }: Need, { starts, removes, rests }: BondMoves): Move['start'] {
  const { now, nowBond, nowBase, kernel, isListed, provider } = target
  // A VLAN does not come without what it stands on.
  if (now === undefined || rests(nowBase) || (removes(nowBase) && !starts(nowBase))) return undefined
  if (nowBond !== undefined) {
    const isThere = kernel.exists || isVirtual(target) || isListed
    if (starts(nowBond)) return provider === 'networkmanager' && isThere ? 'file' : undefined
    return kind === 'restart' && isThere && !rests(nowBond) ? 'file' : undefined
  }
  if (kind !== 'restart') return undefined
  return isListed || startsAtBoot(target) || (kernel.isUp && kernel.bond === undefined) ? 'file' : undefined
}
