// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { Step } from '../../change/step.ts'
import type { Move } from './moves.ts'

/** Steps in the groups between which other things happen. */
export interface Phases {
  /** By the files by which the devices were configured. */
  readonly down: readonly Step[]
  /** By the files by which they shall be. */
  readonly up: readonly Step[]
  /** The same for what stands on devices, whoever brings these up. */
  readonly above: readonly Step[]
}

/**
 * By initscripts: bonds go first, with the ports that their files have (ifdown-eth); what the kernel has beside the files
 * is released before a device of its own is stopped, since a port shows the bond's hardware address and ifdown refuses one
 * that its file does not expect. Bonds come first, too, with their ports (ifup-eth). What stands on a device goes before it
 * and comes after it, as in init.d/network.
 */
export function initscriptsPhases(moves: readonly Move[]): Phases {
  const { bonds, others, stacked } = partsOf(moves)
  return {
    down: [
      ...stacked.toReversed().flatMap(stopped),
      ...bonds.flatMap(stopped),
      ...[...others, ...stacked].flatMap(released),
      ...bonds.flatMap(removed),
      ...others.flatMap(stopped)
    ],
    up: [...bonds.flatMap(started), ...others.flatMap(started), ...[...others, ...stacked].flatMap(enslaved)],
    above: stacked.flatMap(started)
  }
}

interface Parts {
  readonly bonds: readonly Move[]
  /** Neither bonds nor stacked. */
  readonly others: readonly Move[]
  /** VLANs and bridges, the lowest first. */
  readonly stacked: readonly Move[]
}

function partsOf(moves: readonly Move[]): Parts {
  const rest = moves.filter(({ target }) => !target.isBond)
  const levels = [...new Set(rest.map(({ target }) => target.level))].sort((a, b) => a - b)
  return {
    bonds: moves.filter(({ target }) => target.isBond),
    others: rest.filter(({ target }) => target.level === 0),
    stacked: levels.filter(level => level > 0).flatMap(level => rest.filter(({ target }) => target.level === level))
  }
}

/**
 * By NetworkManager, which has read the files again: it ends what shall not run, and begins the rest, a bond without waiting
 * since it would wait for its first port.
 */
export function networkManagerSteps(moves: readonly Move[]): readonly Step[] {
  const { bonds, others, stacked } = partsOf(moves)
  const ended = [...stacked.toReversed(), ...bonds, ...others].filter(({ stop }) => stop !== undefined)
  return [
    ...ended.map(({ target }): Step => ({ type: 'disconnect', device: target.device })),
    ...[...others, ...stacked].flatMap(released),
    ...bonds.flatMap(removed)
  ]
}

/**
 * The profiles that NetworkManager begins, by the paths of their files; it is not waited for where `isBegun` says so. A
 * bridge comes before its ports, which it would end.
 */
export function activations(
  moves: readonly Move[],
  pathOf: (move: Move) => string | undefined,
  isBegun: (move: Move) => boolean
): readonly Step[] {
  const { bonds, others, stacked } = partsOf(moves)
  const bridges = stacked.filter(({ target }) => target.isBridge)
  const vlans = stacked.filter(({ target }) => !target.isBridge)
  return [
    ...[...bridges, ...bonds, ...others, ...vlans].flatMap((move): readonly Step[] => {
      const { device, isBond, isBridge } = move.target
      const path = pathOf(move)
      if (move.start === 'link') return [{ type: 'link', device, to: 'up' }]
      if (path === undefined || move.start === undefined) return []
      if (move.start === 'address') return [{ type: 'reapply', device, path }]
      return [{ type: 'activate', path, wait: isBond || isBridge || isBegun(move) ? 0 : 90 }]
    }),
    ...[...others, ...stacked].flatMap(enslaved)
  ]
}

/** A bond that no file describes is taken down by the kernel alone, and loses its addresses as ifdown-eth takes them. */
function stopped({ target: { device, isBond }, stop, start }: Move): readonly Step[] {
  if (stop === undefined) return []
  if (stop === 'file') return [{ type: 'ifdown', device }]
  const down: Step = { type: 'link', device, to: 'down' }
  return isBond && start === 'file' ? [down, { type: 'flush', device }] : [down]
}

function released({ target: { device }, release }: Move): readonly Step[] {
  return release.map((bond): Step => ({ type: 'release', bond, port: device }))
}

function removed({ target: { device }, remove }: Move): readonly Step[] {
  return remove ? [{ type: 'remove-bond', bond: device }] : []
}

/** ifup-eth leaves a running bond and its ports alone, and gives it its addresses. */
function started({ target: { device }, start }: Move): readonly Step[] {
  switch (start) {
    case undefined:
      return []
    case 'link':
      return [{ type: 'link', device, to: 'up' }]
    case 'file':
      return [{ type: 'ifup', device }]
    case 'address':
      return [
        { type: 'flush', device },
        { type: 'ifup', device }
      ]
  }
}

function enslaved({ target: { device }, enslave }: Move): readonly Step[] {
  return enslave === undefined ? [] : [{ type: 'enslave', bond: enslave, port: device }]
}
