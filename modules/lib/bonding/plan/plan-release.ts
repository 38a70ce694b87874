// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { deviceOf, type IfcfgEntry, type Inventory, lookUp } from '../inventory.ts'
import { editFile, merge, nothing, type Outcome, refusal } from './draft.ts'
import { portFilesOf, uncertainMaster } from './masters.ts'
import { releaseEdits } from './port-edits.ts'

/** The devices that stay ports of a bond although the task does not name them, and a warning of each. */
export interface Kept {
  readonly ports: readonly string[]
  readonly warnings: readonly string[]
}

/** Releases the devices that say they are ports of a bond, but for those (by path) to which the task gives a bond. */
export function planRelease(inventory: Inventory, bond: string, claimed: ReadonlySet<string>): Outcome {
  const former = formerFiles(inventory, bond, claimed)
  const others = inventory.entries.filter(entry => !former.includes(entry) && !claimed.has(entry.path))
  return merge([...former.map(entry => release(bond, entry)), ...others.map(entry => judgeUncertain(bond, entry))])
}

/** The former ports of a bond as they stay with former_ports=keep: every reader goes on to enslave them, as a warning says. */
export function keepFormer(inventory: Inventory, bond: string, claimed: ReadonlySet<string>): Kept {
  const kept = formerFiles(inventory, bond, claimed)
  return {
    ports: kept.map(deviceOf),
    warnings: kept.map(
      entry =>
        `${deviceOf(entry)}: ${entry.path} still says MASTER=${bond}, so that it stays a port (former_ports=keep)`
    )
  }
}

function formerFiles(inventory: Inventory, bond: string, claimed: ReadonlySet<string>): readonly IfcfgEntry[] {
  return portFilesOf(inventory, bond).filter(entry => !claimed.has(entry.path))
}

/** A file of which only running it could tell: refused where it names the bond, else told. */
function judgeUncertain(bond: string, entry: IfcfgEntry): Outcome {
  const uncertain = uncertainMaster(entry)
  if (uncertain === undefined) return nothing
  const where = `${entry.path}, line ${uncertain.line}`
  const doubt = `${deviceOf(entry)}: whether it is a port of ${bond} cannot be told (MASTER in ${where}: ${uncertain.why})`
  const isNamed = entry.text.split('\n').some(line => !/^\s*#/.test(line) && line.split(/[^\w.-]+/).includes(bond))
  return isNamed ? refusal(`${doubt}; change that line by hand first`) : { ...nothing, warnings: [doubt] }
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
