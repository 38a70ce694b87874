// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { isAddressKey } from '../key-table.ts'
import { noneEdit, onbootEdits, settingEdits } from './bond-edits.ts'
import { agreedValue, type Edit, removals } from './edits.ts'

/** What the file of a port shall say. */
export interface PortWish {
  readonly port: string
  readonly bond: string
  /** The hardware address by which the task names the port, in upper case. */
  readonly address: string | undefined
  /** The bond's own `nm_controlled`: its ports must have the same manager. */
  readonly nmControlled: boolean | undefined
  readonly settings: { readonly [key: string]: unknown }
}

/**
 * The edits of a port's file, in the order in which a new file has its keys. A new file has HWADDR where the task names the
 * port by it: then the file goes with the NIC under whatever name that has next (rename_device of initscripts,
 * NetworkManager). That ifup ignores a running port with HWADDR, which shows the bond's address, does no harm: it is in its
 * bond already, and comes and goes by its file otherwise (ifup-eth; ifdown-eth asks no port for its address). ONBOOT becomes yes, since installers leave
 * no there and NetworkManager would not start the port after the next boot.
 */
export function portEdits(file: IfcfgFile, wish: PortWish, { fresh }: { readonly fresh: boolean }): readonly Edit[] {
  const { port, bond, address, nmControlled, settings } = wish
  const named = settingEdits(settings)
  const edits: readonly Edit[] = [
    ...removals(file, key => isAddressKey(key) || key === 'MASTER_UUID'),
    ...(fresh || isNameless(file) ? [{ key: 'DEVICE', value: port }] : []),
    ...(fresh && address !== undefined ? [{ key: 'HWADDR', value: address }] : []),
    noneEdit,
    ...onbootEdits(true),
    { key: 'MASTER', value: bond },
    { key: 'SLAVE', value: 'yes' },
    ...(fresh ? [{ key: 'USERCTL', value: 'no' }] : []),
    ...(nmControlled === undefined ? [] : [{ key: 'NM_CONTROLLED', value: nmControlled ? 'yes' : 'no' }])
  ]
  const own = new Set(named.map(({ key }) => key))
  return [...edits.filter(({ key }) => !own.has(key)), ...named]
}

/** The edits that make a port an ordinary device again. Its file stays: scripts enslave every file that says MASTER. */
export function releaseEdits(file: IfcfgFile): readonly Edit[] {
  return removals(file, key => key === 'MASTER' || key === 'MASTER_UUID' || key === 'SLAVE')
}

/** A file that names its device by nothing but its own name is taken for every Ethernet device by NetworkManager. */
function isNameless(file: IfcfgFile): boolean {
  return agreedValue(file, 'DEVICE') === undefined && agreedValue(file, 'HWADDR') === undefined
}
