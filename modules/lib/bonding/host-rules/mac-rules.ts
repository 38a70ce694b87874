// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { modeId, parseBondingOpts } from '../bonding-opts.ts'
import { agreedValue } from '../plan/edits.ts'
import type { Findings } from './check-host.ts'

/**
 * bond_set_mac_address() answers success and does nothing in active-backup with fail_over_mac other than none, so that a
 * MACADDR is ignored without a word: an error where the task names it, a warning where only its file does.
 */
export function checkMacAddress(bond: Partial<BondOptions>, file: IfcfgFile): Findings {
  const address = agreedValue(file, 'MACADDR')
  const options = parseBondingOpts(agreedValue(file, 'BONDING_OPTS') ?? '')
  const policy = String(options?.get('fail_over_mac') ?? 'none')
  const isIgnored = address !== undefined && policy !== 'none' && modeId(String(options?.get('mode'))) === 1
  if (!isIgnored || (bond.macaddr ?? bond.mode) === undefined) return { problems: [], warnings: [] }
  const what = bond.macaddr === undefined ? `MACADDR=${address} of its file` : `macaddr=${bond.macaddr}`
  const message =
    `${bond.name}: ${what} is ignored by the driver with fail_over_mac=${policy} in mode active-backup, where the bond has ` +
    'the address of its active port; remove one of them'
  return bond.macaddr === undefined ? { problems: [], warnings: [message] } : { problems: [message], warnings: [] }
}
