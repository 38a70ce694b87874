// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { ifThere } from './io-error.ts'
import { readTextAt } from './read-file.ts'

/** Seconds since the boot, the guards' clock, which goes on while the host sleeps; `undefined` where /proc does not say. */
export function uptime(): number | undefined {
  const text = ifThere(() => readTextAt('/proc/uptime'))
  return text === undefined ? undefined : Number(text.split(' ')[0])
}
