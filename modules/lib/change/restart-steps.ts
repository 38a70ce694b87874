// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { flatMap } from '../flat-map.ts'

/** One thing to do to the running network. */
export type Step =
  | { readonly type: 'command'; readonly argv: readonly string[] }
  /** Activate the NetworkManager profile that was loaded from a file; its UUID is known once the files are loaded. */
  | { readonly type: 'activate'; readonly path: string; readonly wait: number }

/** One interface to restart, as the files and the kernel have it now. */
export interface RestartTarget {
  readonly device: string
  /** The path of its ifcfg file, `undefined` when it has none any more. */
  readonly path: string | undefined
  readonly isBond: boolean
  /** The bond whose port its file says it is. */
  readonly bond: string | undefined
  /** Whether the kernel has the device now. */
  readonly exists: boolean
  /** Who sets it up. */
  readonly provider: 'initscripts' | 'networkmanager'
}

/** A step as a person would type it. */
export function stepText(step: Step): string {
  return step.type === 'command' ? step.argv.join(' ') : `nmcli connection up <profile of ${step.path}>`
}

/** `service network restart`, the guide's own step. */
export const serviceRestart: readonly Step[] = [command('service', 'network', 'restart')]

/**
 * Restarts interfaces by initscripts: all down, bonds first, then bonds up, which bring up their ports (ifup-eth), then the
 * rest. A device without a file cannot be named to ifdown, so its link is taken down.
 */
export function initscriptsSteps(targets: readonly RestartTarget[]): readonly Step[] {
  const bondsFirst = inOrder(targets, target => (target.isBond ? 0 : 1))
  const restarted = new Set(
    targets.filter(({ isBond, path }) => isBond && path !== undefined).map(({ device }) => device)
  )
  return [
    ...bondsFirst.filter(({ exists }) => exists).map(down),
    ...bondsFirst
      .filter(({ path, bond }) => path !== undefined && (bond === undefined || !restarted.has(bond)))
      .map(({ device }) => command('ifup', device))
  ]
}

/**
 * Restarts interfaces by NetworkManager: it does not watch the files (nmcli(1), connection reload), and it activates the
 * ports of a bond only by their own profiles. A bond without ports would wait for one, so nothing waits for it.
 */
export function networkManagerSteps(targets: readonly RestartTarget[]): readonly Step[] {
  if (targets.length === 0) return []
  const gone = targets.filter(({ path, exists }) => path === undefined && exists)
  const bondsFirst = inOrder(targets, target => (target.isBond ? 0 : 1))
  return [
    command('nmcli', 'connection', 'reload'),
    ...gone.map(({ device }) => command('nmcli', 'device', 'disconnect', device)),
    ...flatMap(bondsFirst, ({ path, isBond }): readonly Step[] =>
      path === undefined ? [] : [{ type: 'activate', path, wait: isBond ? 0 : 90 }]
    )
  ]
}

function down({ device, path }: RestartTarget): Step {
  return path === undefined ? command('ip', 'link', 'set', 'dev', device, 'down') : command('ifdown', device)
}

function inOrder(targets: readonly RestartTarget[], rank: (target: RestartTarget) => number): readonly RestartTarget[] {
  return [...targets].sort((a, b) => rank(a) - rank(b) || (a.device < b.device ? -1 : a.device > b.device ? 1 : 0))
}

function command(...argv: readonly string[]): Step {
  return { type: 'command', argv }
}
