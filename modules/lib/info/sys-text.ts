// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { ModuleError } from '../errors.ts'
import type { ReadHost } from '../host/host.ts'

/**
 * The text of a file of /sys or /proc without blanks around it; `undefined` where there is none, or where the kernel cannot tell
 * now: a device that is down has neither carrier nor speed (EINVAL, netdev_show() in net-sysfs.c), and any device may go.
 */
export function sysText(host: ReadHost, path: string): string | undefined {
  try {
    return host.readText(path)?.trim()
  } catch (error) {
    if (error instanceof ModuleError && error.kind === 'io') return undefined
    throw error
  }
}
