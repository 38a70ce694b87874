// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type Activity, type ActivityOf, parseActivities } from '../change/activity.ts'
import { runCommand } from './run-command.ts'

const seconds = 30

/** Asks NetworkManager by nmcli(1), when first asked for a device, and only then. */
export function readActivities(): ActivityOf {
  let known: ReadonlyMap<string, Activity> | undefined
  return device => {
    known = known ?? parseActivities(runCommand(['nmcli', '-t', '-f', 'DEVICE,STATE', 'device'], seconds).stdout)
    return known.get(device)
  }
}
