// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type BondMoves, bondMoves, isMoved, type Move, remadeByManager } from './moves.ts'
import type { Need } from './need.ts'
import type { Target } from './targets.ts'

const nothing = { stop: undefined, release: [], remove: false, start: undefined, enslave: undefined } as const

/**
 * What happens to each device going back, wherever going forward has ended: what the new files configure is taken down by
 * them, what the kernel may hold otherwise than the old files say is released, and what was up comes up by the old files.
 */
export function backMoves(needs: ReadonlyMap<string, Need>, forward: readonly Move[]): readonly Move[] {
  const bonds = forward.filter(({ target }) => target.isBond)
  const [going, coming] = [bondMoves(bonds), bondMoves(bonds.map(bondBack))]
  const isCarried = ({ oldBond, nowBond, kernel }: Target): boolean =>
    going.takes(oldBond) || going.takes(kernel.bond) || going.starts(nowBond)
  const others = [...needs.values()].filter(({ target }) => !target.isBond)
  const moves = others.map(({ target }): Move | undefined => {
    const move = forward.find(candidate => candidate.target === target)
    return move === undefined && !isCarried(target) ? undefined : deviceBack({ target, move, going, coming })
  })
  return [...bonds.map(bondBack), ...moves].filter((move): move is Move => move !== undefined && isMoved(move))
}

/** A bond that was down stays down, and one that was not there goes. */
function bondBack({ target, start, remove }: Move): Move {
  const { old, now, kernel, provider } = target
  if (start === 'address') return { ...nothing, target, start: 'address' }
  const comes = old !== undefined && kernel.isUp ? 'file' : kernel.isUp && !remove ? 'link' : undefined
  if (provider === 'networkmanager' && comes === 'file')
    return { ...nothing, target, ...remadeByManager(target), start: comes }
  return { ...nothing, target, stop: now === undefined ? undefined : 'file', remove: !kernel.exists, start: comes }
}

interface DeviceBack {
  readonly target: Target
  /** What happens to it going forward. */
  readonly move: Move | undefined
  /** What happens to bonds going forward, and back. */
  readonly going: BondMoves
  readonly coming: BondMoves
}

function deviceBack({ target, move, going, coming }: DeviceBack): Move {
  const { now, provider } = target
  if (move?.start === 'address') return { ...nothing, target, start: 'address' }
  const start = startBack(target, coming)
  // No step makes a bond again that no file describes.
  const isLost = going.removes(target.kernel.bond) && !coming.starts(target.kernel.bond)
  // It is put back, and nothing needs the bond empty meanwhile.
  const isLeftIn = isForeign(target) && move?.start === undefined && !going.starts(target.kernel.bond)
  const isManaged = provider === 'networkmanager'
  const stops = move?.start === 'file' && now !== undefined && !(isManaged && start === 'file')
  return {
    ...nothing,
    target,
    stop: stops ? 'file' : undefined,
    release: isManaged || isLeftIn ? [] : releaseBack(target),
    start,
    enslave: isForeign(target) && !isLost ? target.kernel.bond : undefined
  }
}

/** Every bond that may hold the port although the file by which it is taken down does not say so. */
function releaseBack({ oldBond, nowBond, kernel }: Target): readonly string[] {
  return [...new Set([kernel.bond, oldBond])].filter((bond): bond is string => bond !== undefined && bond !== nowBond)
}

/** A port of a bond that no file before the change gives it. */
function isForeign({ oldBond, kernel }: Target): boolean {
  return kernel.bond !== undefined && kernel.bond !== oldBond
}

function startBack(target: Target, { starts }: BondMoves): Move['start'] {
  const { old, oldBond, kernel, provider } = target
  if (isForeign(target)) return undefined
  if (kernel.bond !== undefined) return starts(oldBond) && provider === 'initscripts' ? undefined : 'file'
  if (oldBond !== undefined || !kernel.isUp || target.activity() === 'off') return undefined
  return old === undefined ? 'link' : 'file'
}
