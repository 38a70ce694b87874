// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { FileChange } from '../../change/file-change.ts'
import { parseIfcfg } from '../../ifcfg/parse-ifcfg.ts'
import { listKeys } from '../../ifcfg/read-key.ts'
import { deviceOf, type IfcfgEntry, type Inventory, lookUp } from '../inventory.ts'
import { masterOf } from './masters.ts'

type Bond = Partial<BondOptions>

/** Warns of what a plan takes away without a word of the task: keys of a bond that gets another name, and a UUID in use. */
export function warnOfLosses(
  inventory: Inventory,
  bonds: readonly Bond[],
  files: readonly FileChange[]
): readonly string[] {
  const made = files.filter(({ before, device }) => before === undefined && bonds.some(isMade(device)))
  return [
    ...made.flatMap(file => lostWithTheName(inventory, bonds, file)),
    ...made.flatMap(file => lostRouting(bonds, files, file)),
    ...files.flatMap(file => lostUuid(inventory, files, file))
  ]
}

function isMade(device: string | undefined): (bond: Bond) => boolean {
  return ({ name, state }) => name === device && state !== 'absent'
}

/** A new bond with ports of one that goes is that bond by another name; its file is written from the task alone. */
function lostWithTheName(
  inventory: Inventory,
  bonds: readonly Bond[],
  { device, after }: FileChange
): readonly string[] {
  const ports = bonds.find(isMade(device))?.ports ?? []
  const claimed = inventory.entries.filter(entry => ports.includes(deviceOf(entry)))
  const former = new Set(claimed.map(entry => masterOf(inventory, entry)?.bond))
  const gone = bonds.filter(({ name, state }) => state === 'absent' && former.has(name)).map(({ name }) => name)
  const kept = new Set(listKeys(parseIfcfg(after ?? '')).map(byMeaning))
  return inventory.entries
    .filter(entry => gone.includes(deviceOf(entry)))
    .flatMap(entry => {
      const lost = listKeys(entry.file).filter(key => !ofTheName.test(key) && !kept.has(byMeaning(key)))
      const isDynamic = lookUp(entry, 'BOOTPROTO') === 'dhcp' && !/^BOOTPROTO=["']?dhcp/m.test(after ?? '')
      const keys = isDynamic ? ['BOOTPROTO', ...lost] : lost
      if (keys.length === 0) return []
      const texts = keys.map(key => `${key}=${lookUp(entry, key) ?? ''}`)
      return [
        `${device}: takes over ports of ${deviceOf(entry)}, which goes, but not what else ${entry.path} says: ` +
          `${texts.join(', ')}; name by options what is meant to stay`
      ]
    })
}

/** Files of routes and rules of a bond that goes, where a bond that the task makes of its ports gets none. */
function lostRouting(bonds: readonly Bond[], files: readonly FileChange[], { device }: FileChange): readonly string[] {
  const gone = bonds.filter(({ state }) => state === 'absent').map(({ name }) => name)
  const ports = bonds.find(isMade(device))?.ports ?? []
  const takes = (name: string): boolean =>
    files.some(
      file => ports.includes(file.device ?? '') && new RegExp(`^MASTER=["']?${name}\\b`, 'm').test(file.before ?? '')
    )
  return files.flatMap(({ path, before, after }) => {
    const [, folder = '', kind = '', name = ''] = /^(.*\/)((?:route|rule)6?)-(.+)$/.exec(path) ?? []
    const isLost = before !== undefined && after === undefined && gone.includes(name) && takes(name)
    if (!isLost || files.some(file => file.path === `${folder}${kind}-${device}`)) return []
    return [
      `${device}: ${path} goes with ${name}, and ${device} gets none; give routes or rules for what is meant to stay`
    ]
  })
}

/** What belongs to a bond by its name, or is made of other keys. */
const ofTheName =
  /^(?:DEVICE|NAME|UUID|TYPE|BONDING_\w+|BOOTPROTO|ONBOOT|USERCTL|NETWORK|BROADCAST|PROXY_METHOD|BROWSER_ONLY)$/

function byMeaning(key: string): string {
  return key.replace(/^NETMASK/, 'PREFIX').replace(/^(IPADDR|PREFIX|GATEWAY)0$/, '$1')
}

/** NetworkManager finds the bond of a port, and what a VLAN stands on, by UUID where a file has it so. */
function lostUuid(inventory: Inventory, files: readonly FileChange[], file: FileChange): readonly string[] {
  const entry = inventory.entries.find(({ path }) => path === file.path)
  const uuid = entry === undefined ? undefined : lookUp(entry, 'UUID')
  if (uuid === undefined || file.after === undefined || listKeys(parseIfcfg(file.after)).includes('UUID')) return []
  const refersTo = (text: string): boolean => /^\s*(?:MASTER|MASTER_UUID|PHYSDEV)=/m.test(text) && text.includes(uuid)
  const others = inventory.entries.filter(({ path }) => path !== file.path && refersTo(textOf(path)))
  return others.map(
    ({ path }) =>
      `${file.device}: its UUID=${uuid} goes, by which NetworkManager finds it from ${path}; correct that file`
  )

  function textOf(path: string): string {
    const planned = files.find(other => other.path === path)
    const found: IfcfgEntry | undefined = inventory.entries.find(other => other.path === path)
    return (planned === undefined ? found?.text : planned.after) ?? ''
  }
}
