// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { ReadHost } from '../../host/host.ts'
import type { Findings } from './check-host.ts'

const devices = '/sys/class/net'

/** Whether the devices are what the task takes them for, on the running host. */
export function warnOfDevices(host: ReadHost, { name, ports }: Partial<BondOptions>): Findings {
  const isThere = (device: string): boolean => host.realPath(`${devices}/${device}`) !== undefined
  const isBond = host.realPath(`${devices}/${name}/bonding`) !== undefined
  const missing = (ports ?? []).filter(port => !isThere(port))
  return {
    problems:
      name !== undefined && isThere(name) && !isBond
        ? [
            `${name}: is a device of this host that is no bond (${devices}/${name} has no bonding folder); choose another name`
          ]
        : [],
    warnings: missing.map(
      port => `${port}: this host has no such device now (${devices}/${port}); the bond comes up without it`
    )
  }
}
