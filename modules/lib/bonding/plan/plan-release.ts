// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { deviceOf, type IfcfgEntry, type Inventory, lookUp } from '../inventory.ts'
import { editFile, merge, type Outcome } from './draft.ts'
import { portFilesOf } from './masters.ts'
import { releaseEdits } from './port-edits.ts'

/** Releases the devices that say they are ports of a bond, but for those (by path) to which the task gives a bond. */
export function planRelease(inventory: Inventory, bond: string, claimed: ReadonlySet<string>): Outcome {
  const former = portFilesOf(inventory, bond).filter(entry => !claimed.has(entry.path))
  return merge(former.map(entry => release(bond, entry)))
}

/** Warns of the devices that initscripts go on to enslave, since their files say MASTER. */
export function warnOfKept(inventory: Inventory, bond: string, claimed: ReadonlySet<string>): readonly string[] {
  return portFilesOf(inventory, bond)
    .filter(entry => !claimed.has(entry.path))
    .map(
      entry =>
        `${deviceOf(entry)}: ${entry.path} still says MASTER=${bond}, so that initscripts make it a port (former_ports=keep)`
    )
}

function release(bond: string, entry: IfcfgEntry): Outcome {
  const device = deviceOf(entry)
  const outcome = editFile({ device, path: entry.path, entry, edits: releaseEdits })
  const bootproto = lookUp(entry, 'BOOTPROTO')
  const hasAddress =
    lookUp(entry, 'IPADDR') ?? lookUp(entry, 'IPADDR0') ?? (bootproto === 'dhcp' ? bootproto : undefined)
  const rest = hasAddress === undefined ? 'stays and gives it no address' : 'stays'
  return {
    ...outcome,
    warnings: [...outcome.warnings, `${device}: is no longer a port of ${bond}; its file ${entry.path} ${rest}`]
  }
}
