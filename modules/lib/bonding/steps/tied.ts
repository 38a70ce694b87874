// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { Scene } from './scene.ts'
import type { Target, Targets } from './targets.ts'
import { startsAtBoot } from './words.ts'

/**
 * The devices that must be restarted with others, as far as they are not among them:
 *
 * - a VLAN with its device: that takes its routes when it goes down (fib_disable_ip() in net/ipv4/fib_frontend.c, by
 *   vlan_device_event() in net/8021q/vlan.c), and the VLAN itself when it is removed;
 * - by initscripts, a bridge with the last of its ports: ifdown-eth deletes a bridge that has none left;
 * - by NetworkManager, the ports of a bridge with it: it ends them with their bridge.
 */
export function tiedTo(scene: Scene, targets: Targets, restarting: readonly Target[]): readonly string[] {
  const names = new Set(restarting.map(({ device }) => device))
  const tied = restarting.flatMap(target => {
    const { device, isBridge, provider } = target
    const others = [
      ...scene.stack.vlansOn(device),
      ...(provider === 'initscripts'
        ? scene.stack.bridgesOf(device).filter(bridge => isLeft(scene, bridge, names))
        : []),
      ...(provider === 'networkmanager' && isBridge ? scene.stack.bridgePorts(device) : [])
    ]
    return others.filter(other => !names.has(other) && isRun(targets.get(other), target))
  })
  return [...new Set(tied)]
}

/** Whether no port stays in a bridge. */
function isLeft({ host }: Scene, bridge: string, going: ReadonlySet<string>): boolean {
  return host.list(`/sys/class/net/${bridge}/brif`).every(port => going.has(port))
}

/**
 * Whether a device runs, or could not for want of the other, which comes up now. What no file describes could not come back;
 * what was taken down while it could run stays down.
 */
function isRun(target: Target, other: Target): boolean {
  const { old, now, kernel } = target
  return (old ?? now) !== undefined && (kernel.isUp || (startsAtBoot(target) && !other.kernel.isUp))
}
