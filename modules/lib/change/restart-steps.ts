// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { flatMap } from '../flat-map.ts'

/** One thing to do to the running network. */
export type Step =
  | { readonly type: 'command'; readonly argv: readonly string[] }
  /** Activate the NetworkManager profile that was loaded from a file; its UUID is known once the files are loaded. */
  | { readonly type: 'activate'; readonly path: string; readonly wait: number }
  /** Take a port from the bond that the kernel has it in (bonding.rst, "Configuring Bonding Manually via Sysfs"). */
  | { readonly type: 'release'; readonly bond: string; readonly port: string }
  /** Let NetworkManager end the connection of a device; it may have noticed by itself that the file is gone. */
  | { readonly type: 'disconnect'; readonly device: string }
  /** Remove a bond from the kernel, which releases its ports and takes its addresses, unless it is gone already. */
  | { readonly type: 'remove-bond'; readonly bond: string }

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
  /** The bond whose port it is in the kernel now. */
  readonly runningBond: string | undefined
  /** Who sets it up. */
  readonly provider: 'initscripts' | 'networkmanager'
}

/** A step as a person would type it. */
export function stepText(step: Step): string {
  switch (step.type) {
    case 'command':
      return step.argv.join(' ')
    case 'activate':
      return `nmcli connection up <profile of ${step.path}>`
    case 'release':
      return `echo -${step.port} > /sys/class/net/${step.bond}/bonding/slaves`
    case 'disconnect':
      return `nmcli device disconnect ${step.device}`
    case 'remove-bond':
      return `echo -${step.bond} > /sys/class/net/bonding_masters`
  }
}

/** `service network restart`, the guide's own step. */
export const serviceRestart: readonly Step[] = [command('service', 'network', 'restart')]

/**
 * Restarts interfaces by initscripts: all down, bonds first, then bonds up, which bring up their ports (ifup-eth), then the
 * rest. The scripts go by the files as they are, so what the files do not say any more is undone without them: ifdown leaves
 * a port in a bond that its file does not name (ifdown-eth), and no script removes a bond or can be given a device without a
 * file.
 */
export function initscriptsSteps(targets: readonly RestartTarget[]): readonly Step[] {
  const bondsFirst = inOrder(targets, target => (target.isBond ? 0 : 1))
  const restarted = new Set(
    targets.filter(({ isBond, path }) => isBond && path !== undefined).map(({ device }) => device)
  )
  return [
    ...flatMap(
      bondsFirst.filter(({ exists }) => exists),
      target => down(target, targets)
    ),
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
    ...gone.map(({ device }): Step => ({ type: 'disconnect', device })),
    ...gone.filter(({ isBond }) => isBond).map(({ device }): Step => ({ type: 'remove-bond', bond: device })),
    ...flatMap(bondsFirst, ({ path, isBond }): readonly Step[] =>
      path === undefined ? [] : [{ type: 'activate', path, wait: isBond ? 0 : 90 }]
    )
  ]
}

function down(
  { device, path, isBond, bond, runningBond }: RestartTarget,
  all: readonly RestartTarget[]
): readonly Step[] {
  if (path === undefined && isBond)
    return [command('ip', 'link', 'set', 'dev', device, 'down'), { type: 'remove-bond', bond: device }]
  const isRemoved = all.some(target => target.device === runningBond && target.path === undefined)
  const release: readonly Step[] =
    runningBond === undefined || runningBond === bond || isRemoved
      ? []
      : [{ type: 'release', bond: runningBond, port: device }]
  const stop = path === undefined ? command('ip', 'link', 'set', 'dev', device, 'down') : command('ifdown', device)
  return [...release, stop]
}

function inOrder(targets: readonly RestartTarget[], rank: (target: RestartTarget) => number): readonly RestartTarget[] {
  return [...targets].sort((a, b) => rank(a) - rank(b) || (a.device < b.device ? -1 : a.device > b.device ? 1 : 0))
}

function command(...argv: readonly string[]): Step {
  return { type: 'command', argv }
}
