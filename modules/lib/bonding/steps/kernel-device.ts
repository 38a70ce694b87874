// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../../host/host.ts'
import { type NormalValue, normalOpts } from '../bonding-opts.ts'
import type { BondingOption } from '../options.ts'

/** A network device as the kernel has it now. */
export interface KernelDevice {
  readonly exists: boolean
  /** IFF_UP, what `ip link set up` and `down` decide; no carrier is needed. */
  readonly isUp: boolean
  readonly isBond: boolean
  /** The bond that it is a port of. */
  readonly bond: string | undefined
  /** The ports that it has as a bond. */
  readonly ports: readonly string[]
}

/** Looks a device up in /sys/class/net; an alias such as eth0:1 is what its device is. */
export function kernelDevice(host: ReadHost, name: string): KernelDevice {
  const folder = `/sys/class/net/${name.split(':')[0]}`
  const flags = Number.parseInt(host.readText(`${folder}/flags`) ?? '', 16)
  return {
    exists: host.realPath(folder) !== undefined,
    isUp: flags % 2 === 1,
    isBond: host.fileType(`${folder}/bonding`) === 'folder',
    bond: name.includes(':') ? undefined : bondOf(host, folder),
    ports: words(host.readText(`${folder}/bonding/slaves`))
  }
}

/**
 * What the driver says of an option, in the normal form; `undefined` where it has no such option or shows none in the
 * bond's mode. Named options read "name number", lists are separated by blanks (bond_sysfs.c, bonding_show_*()).
 */
export function kernelOption(host: ReadHost, bond: string, option: BondingOption): NormalValue | undefined {
  const text = host.readText(`/sys/class/net/${bond}/bonding/${option.name}`)
  if (text === undefined) return undefined
  const found = words(text)
  if (option.kind.type === 'ipv4-list') return found
  if (option.kind.type === 'device') return found[0] ?? ''
  return found[0] === undefined ? undefined : normalOpts(new Map([[option.name, found[0]]])).get(option.name)
}

/** The driver makes a link `master` in the folder of each port (netdev_master_upper_dev_link()). */
function bondOf(host: ReadHost, folder: string): string | undefined {
  const master = host.realPath(`${folder}/master`)
  const isBond = master !== undefined && host.fileType(`${master}/bonding`) === 'folder'
  return isBond ? master.slice(master.lastIndexOf('/') + 1) : undefined
}

function words(text: string | undefined): readonly string[] {
  return (text ?? '').split(/\s+/).filter(word => word !== '')
}
