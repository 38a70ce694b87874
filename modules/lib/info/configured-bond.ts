// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { NormalOpts } from '../bonding/bonding-opts.ts'
import { addressesIn } from '../bonding/file-addresses.ts'
import { findFile } from '../bonding/find-file.ts'
import { deviceOf, type IfcfgEntry, type Inventory, isBroughtUp, lookUp } from '../bonding/inventory.ts'
import { type Master, mastersOf, portFilesOf, saysBond } from '../bonding/plan/masters.ts'
import { warnOfUnsettable } from '../bonding/plan/unsettable-words.ts'
import { readOptions } from '../bonding/steps/file-difference.ts'

/** A bond of the ifcfg files. */
export interface FileBond {
  readonly name: string
  /** Its own file; `undefined` where only its ports name it, or where two readers would take different files. */
  readonly entry: IfcfgEntry | undefined
  /** Whether an ifcfg file describes it or names it; it may have a NetworkManager keyfile alone. */
  readonly isInFiles: boolean
  /** Whether it cannot be told which file is its own. */
  readonly isRefused: boolean
  readonly portFiles: readonly IfcfgEntry[]
  readonly warnings: readonly string[]
}

/** The names of the bonds that files describe, or name as the master of a port. */
export function fileBondNames(inventory: Inventory): readonly string[] {
  const masters = inventory.entries.flatMap(entry =>
    mastersOf(inventory, entry)
      .filter(master => isResolved(entry, master))
      .map(({ bond }) => bond)
  )
  const own = inventory.entries
    .filter(entry => saysBond(entry) && mastersOf(inventory, entry).length === 0)
    .map(deviceOf)
  return [...new Set([...own, ...masters].filter(name => !name.includes(':')))].sort()
}

/** Looks a bond's files up; `undefined` where no file is for it. */
export function readFileBond(inventory: Inventory, name: string): FileBond | undefined {
  const found = findFile(inventory, name)
  const portFiles = portFilesOf(inventory, name)
  const isInFiles = portFiles.length > 0 || inventory.entries.some(entry => deviceOf(entry) === name)
  const bond = { name, entry: undefined, isInFiles, isRefused: false, portFiles }
  if (found.state === 'refused') return { ...bond, isRefused: true, warnings: [found.problem] }
  if (found.state === 'found')
    return { ...bond, isInFiles: true, entry: found.entry, warnings: optionWarnings(name, found.entry) }
  if (portFiles.length === 0) return undefined
  const paths = portFiles.map(({ path }) => path).join(', ')
  return { ...bond, warnings: [`${name}: has no file (${found.path}), and ${paths} names it as MASTER`] }
}

/** What a bond's file says; keys as results have them. */
export interface ConfiguredBond {
  readonly path: string
  readonly mode: string | undefined
  /** In the normal form; `undefined` where the readers of the file disagree. */
  readonly options: NormalOpts | undefined
  readonly onboot: boolean
  readonly bootproto: string | undefined
  readonly addresses: readonly string[]
  readonly gateway: string | undefined
  readonly mtu: number | undefined
}

/** The meaning of a bond's file. */
export function configuredBond(entry: IfcfgEntry): ConfiguredBond {
  const options = readOptions(entry)
  const mode = options?.get('mode')
  const mtu = lookUp(entry, 'MTU')
  return {
    path: entry.path,
    mode: mode === undefined ? undefined : String(mode),
    options: options === undefined ? undefined : new Map([...options].filter(([option]) => option !== 'mode')),
    onboot: isBroughtUp(entry),
    bootproto: lookUp(entry, 'BOOTPROTO')?.toLowerCase(),
    addresses: addressesIn(entry).map(({ address, prefix }) => `${address}/${prefix}`),
    gateway: lookUp(entry, 'GATEWAY'),
    mtu: mtu !== undefined && /^[0-9]+$/.test(mtu) ? Number(mtu) : undefined
  }
}

/** A MASTER_UUID that no file has names no device. */
function isResolved(entry: IfcfgEntry, { key, bond }: Master): boolean {
  return key === 'MASTER' || lookUp(entry, 'MASTER_UUID') !== bond
}

function optionWarnings(name: string, entry: IfcfgEntry): readonly string[] {
  const words = warnOfUnsettable(name, entry)
  if (readOptions(entry) !== undefined) return words
  return [
    ...words,
    `${name}: bash and NetworkManager read BONDING_OPTS in ${entry.path} differently, or in no way that is certain; write it plainly`
  ]
}
