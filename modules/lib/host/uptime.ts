// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import { errnoOf } from './io-error.ts'

/** Seconds since the boot, the guards' clock, which goes on while the host sleeps; `undefined` where /proc does not say. */
export function uptime(): number | undefined {
  try {
    return Number(fs.readFileSync('/proc/uptime', 'latin1').split(' ')[0])
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}
