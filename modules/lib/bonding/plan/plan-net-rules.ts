// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { FileChange, Plan } from '../../change/file-change.ts'
import type { ReadHost } from '../../host/host.ts'
import { deviceOf, type IfcfgEntry, type Inventory, lookUp, readInventory } from '../inventory.ts'
import { hasRules, namesInRules, netRulesPath } from '../net-rules.ts'

/** The plan, and which NIC has which name, by hardware address. */
export interface NetRulesPlan extends Plan {
  /** As the kernel says it, or as the rules do where there is no kernel to ask. */
  readonly map: ReadonlyMap<string, string>
  /** As the rules say it before they are emptied. */
  readonly rules: ReadonlyMap<string, string>
}

/** Plans to empty udev's rules for the names of NICs. A file that is no regular one, or has comments only, is left as it is. */
export function planNetRules(host: ReadHost): NetRulesPlan {
  const before = host.fileType(netRulesPath) === 'file' ? host.readText(netRulesPath) : undefined
  const rules = namesInRules(before ?? '')
  const inventory = readInventory(host)
  const map = host.root === '/' ? presentNames(host, inventory) : rules
  if (before === undefined) return { files: [], warnings: [], map, rules }
  const file: FileChange = { path: netRulesPath, before, after: hasRules(before) ? '' : before }
  const warnings = inventory.entries
    .filter(entry => isOfNic(host, inventory, entry))
    .map(entry => namelessNic(entry, map))
  return {
    files: [file],
    warnings: file.after === before ? warnings : [...warnings, rebootWarning],
    map,
    rules
  }
}

const rebootWarning = `${netRulesPath}: NICs keep their present names until this host boots again; a reboot is needed`

/**
 * Devices with hardware behind them, as udev's generator takes them: others have no `device` in sysfs, and the bonding driver
 * has a file among them.
 */
function presentNames(host: ReadHost, { hardwareAddress }: Inventory): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const name of host.list('/sys/class/net')) {
    const address = isHardware(host, name) ? hardwareAddress(name) : undefined
    if (address !== undefined && address !== '') names.set(address, name)
  }
  return names
}

function isHardware(host: ReadHost, name: string): boolean {
  const folder = `/sys/class/net/${name}`
  return host.fileType(folder) === 'folder' && host.fileType(`${folder}/device`) === 'folder'
}

/** Whether a file without HWADDR is for a NIC: bonds, VLANs, bridges, aliases and other devices of software need none. */
function isOfNic(host: ReadHost, { entries }: Inventory, entry: IfcfgEntry): boolean {
  const device = deviceOf(entry)
  const says = (key: string): boolean => lookUp(entry, key) !== undefined
  if (says('HWADDR') || says('BONDING_OPTS') || says('BONDING_MASTER') || says('VLAN')) return false
  if (/[.:]|^lo$|-range/.test(device) || !/^(?:ethernet|infiniband)$/i.test(lookUp(entry, 'TYPE') ?? 'ethernet'))
    return false
  if (entries.some(other => lookUp(other, 'MASTER') === device)) return false
  const isThere = host.root === '/' && host.fileType(`/sys/class/net/${device}`) === 'folder'
  return !isThere || isHardware(host, device)
}

function namelessNic(entry: IfcfgEntry, map: ReadonlyMap<string, string>): string {
  const device = deviceOf(entry)
  const [address = 'its address'] = [...map].find(([, name]) => name === device) ?? []
  return (
    `${entry.path}: has no HWADDR, so that it counts for whichever NIC is called ${device} after the next boot; ` +
    `put HWADDR=${address} there, by the module ifcfg for example`
  )
}
