// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../host/host.ts'

/** Whether a device is another or stands on it: a VLAN, a bridge, a MAC VLAN over it. */
export function standsOn(host: ReadHost, device: string, base: string): boolean {
  const found = new Set([device])
  for (const name of found) for (const lower of lowersOf(host, name)) found.add(lower)
  return found.has(base)
}

/** The devices that stand on one directly. */
export function devicesOn(host: ReadHost, base: string): readonly string[] {
  return host.list('/sys/class/net').filter(name => lowersOf(host, name).includes(base))
}

/**
 * What a device stands on: the links `lower_<name>` of Linux 3.9 and later (netdev_adjacent_sysfs_add()); before, what
 * bridge, VLAN and bond say themselves (/proc/net/vlan/<name>, "Device: eth0").
 */
function lowersOf(host: ReadHost, device: string): readonly string[] {
  const folder = `/sys/class/net/${device}`
  // The driver puts a file among the devices, bonding_masters.
  if (host.fileType(folder) !== 'folder') return []
  const links = host.list(folder).filter(name => name.startsWith('lower_'))
  const vlan = /^Device: (\S+)/m.exec(host.readText(`/proc/net/vlan/${device}`) ?? '')?.[1]
  const ports = (host.readText(`${folder}/bonding/slaves`) ?? '').split(/\s+/).filter(name => name !== '')
  return [
    ...links.map(name => name.slice('lower_'.length)),
    ...host.list(`${folder}/brif`),
    ...(vlan === undefined ? [] : [vlan]),
    ...ports
  ]
}
