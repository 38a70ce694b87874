// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import { greppedLines } from '../../ifcfg/grepped-lines.ts'
import { readKey } from '../../ifcfg/read-key.ts'
import { deviceOf, type IfcfgEntry, type Inventory, lookUp } from '../inventory.ts'

/** Whose port a file says its device is, and by which key. */
export interface Master {
  readonly bond: string
  readonly key: 'MASTER' | 'MASTER_UUID'
  readonly line: number
}

/**
 * The master of a file's device. NetworkManager takes MASTER_UUID before MASTER, initscripts know MASTER only
 * (check_if_bond_port(); grep in ifup-eth), so MASTER decides where it is there. Either may be the UUID of a bond's file, as
 * NetworkManager 0.9 wrote it into MASTER; a UUID that no file has stands for itself.
 */
export function masterOf(inventory: Inventory, entry: IfcfgEntry): Master | undefined {
  const key = lookUp(entry, 'MASTER') === undefined ? 'MASTER_UUID' : 'MASTER'
  const named = lookUp(entry, key)
  return named === undefined ? undefined : { bond: bondOf(inventory, named), key, line: lineOf(entry, key) }
}

/** Every bond that some reader takes for the master of a file's device: init scripts grep for MASTER on any line. */
export function mastersOf(inventory: Inventory, entry: IfcfgEntry): readonly Master[] {
  const last = masterOf(inventory, entry)
  const reading = readKey(entry.file, 'MASTER')
  const sourced =
    reading.state === 'differs' && reading.bash ? [{ value: reading.bash.trim(), line: reading.line }] : []
  const others = [...sourced, ...greppedLines(entry.file, 'MASTER')].map(
    ({ value, line }): Master => ({ bond: bondOf(inventory, value), key: 'MASTER', line })
  )
  const all = last === undefined ? others : [last, ...others]
  return all.filter(({ bond }, index) => all.findIndex(one => one.bond === bond) === index)
}

function bondOf(inventory: Inventory, named: string): string {
  const bond = inventory.entries.find(candidate => lookUp(candidate, 'UUID') === named)
  return bond === undefined ? named : deviceOf(bond)
}

/** What makes it uncertain whose port a file's device is: commands decide about MASTER, and no other reader sees one. */
export function uncertainMaster({ file }: IfcfgEntry): { readonly line: number; readonly why: string } | undefined {
  const reading = readKey(file, 'MASTER')
  return reading.state === 'differs' && reading.unknown && !reading.nm ? reading : undefined
}

/** The files of the devices that say they are ports of a bond. */
export function portFilesOf(inventory: Inventory, bond: string): readonly IfcfgEntry[] {
  return inventory.entries.filter(entry => mastersOf(inventory, entry).some(master => master.bond === bond))
}

/** Whether a file is that of a bond by its own words, as NetworkManager tells (connection_from_file_full()). */
export function saysBond(entry: IfcfgEntry): boolean {
  const type = lookUp(entry, 'TYPE')?.toLowerCase()
  return type === 'bond' || lookUp(entry, 'BONDING_MASTER') === 'yes' || lookUp(entry, 'BONDING_OPTS') !== undefined
}

/** The line of a file that decides a key, for messages. */
export function lineOf({ file }: IfcfgEntry, key: string): number {
  const reading = readKey(file, key)
  return reading.state === 'absent' ? 0 : reading.line
}
