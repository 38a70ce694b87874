// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type NormalValue, normalOpts } from '../bonding/bonding-opts.ts'
import { bondingOptions } from '../bonding/options.ts'
import { kernelValues } from '../bonding/steps/bond-values.ts'
import type { ReadHost } from '../host/host.ts'
import type { ProcBond } from '../proc-bonding/proc-bond.ts'
import { sysText } from './sys-text.ts'

/**
 * The options of a bond that the kernel shows, in the normal form, `mode` among them; those without a value are left out. Where
 * the bond has no folder in sysfs they are those of /proc.
 */
export function kernelOptions(host: ReadHost, bond: string, proc: ProcBond): ReadonlyMap<string, NormalValue> {
  const folder = `/sys/class/net/${bond}/bonding`
  if (host.fileType(folder) !== 'folder') return withoutEmpty(normalOpts(proc.options))
  const values = new Map(kernelValues(host, bond))
  const known = bondingOptions.map(({ name }) => name)
  for (const name of host.list(folder)) {
    if (known.includes(name) || states.includes(name)) continue
    const [first = ''] = (sysText(host, `${folder}/${name}`) ?? '').split(/\s+/)
    values.set(name, /^[0-9]+$/.test(first) ? Number(first) : first)
  }
  return withoutEmpty(values)
}

/** What the folder has besides options (bond_sysfs.c, per_bond_attrs[]). */
const states = [
  ...['slaves', 'active_slave', 'mii_status', 'queue_id'],
  ...['ad_aggregator', 'ad_num_ports', 'ad_actor_key', 'ad_partner_key', 'ad_partner_mac']
]

function withoutEmpty(values: ReadonlyMap<string, NormalValue>): ReadonlyMap<string, NormalValue> {
  return new Map([...values].filter(([, value]) => typeof value === 'number' || value.length > 0))
}
