// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import { givenOpts } from '../bond-input.ts'
import { findFile } from '../find-file.ts'
import { type IfcfgEntry, type Inventory, lookUp } from '../inventory.ts'
import { addressOptions, remedy } from '../rules/bridge-rules.ts'
import { bondEdits } from './bond-edits.ts'
import { editFile, type Outcome, refusal } from './draft.ts'
import { lineOf, saysBond } from './masters.ts'
import { warnOfUnsettable } from './unsettable-words.ts'

/** Plans the bond's own file, or says why it cannot be that of a bond. */
export function planBondFile(inventory: Inventory, options: Partial<BondOptions>): Outcome {
  const name = options.name ?? ''
  const found = findFile(inventory, name)
  if (found.state === 'refused') return refusal(found.problem)
  if (found.state === 'absent') {
    const missing = checkNew(name, options)
    if (missing.length > 0) return refusal(...missing)
    return editFile({
      device: name,
      path: found.path,
      entry: undefined,
      edits: file => bondEdits(file, options, { fresh: true })
    })
  }
  const foreign = notABond(found.entry)
  if (foreign !== undefined) return refusal(`${name}: ${foreign}; choose another name, or remove that file first`)
  const bound = boundToAddress(found.entry, options)
  const refused = bound === undefined ? ignoredAddresses(found.entry, options) : [`${name}: ${bound}`]
  if (refused.length > 0) return refusal(...refused)
  const outcome = editFile({
    device: name,
    path: found.entry.path,
    entry: found.entry,
    edits: file => bondEdits(file, options, { fresh: options.exclusive === true })
  })
  const isOwned = givenOpts(options).size > 0
  const words = isOwned ? unmonitored(name, options) : warnOfUnsettable(name, found.entry)
  return { ...outcome, warnings: [...outcome.warnings, ...words] }
}

/** Why a file cannot be that of a bond; `undefined` when it may be one. */
export function notABond(entry: IfcfgEntry): string | undefined {
  const type = lookUp(entry, 'TYPE')?.toLowerCase()
  const opts = lookUp(entry, 'BONDING_OPTS')
  const signs: readonly (readonly [string, boolean])[] = [
    ['TYPE', type !== undefined && type !== 'bond' && !(type === 'ethernet' && opts !== undefined)],
    ['HWADDR', lookUp(entry, 'HWADDR') !== undefined && !saysBond(entry)],
    ['MASTER', lookUp(entry, 'MASTER') !== undefined],
    ['TEAM_MASTER', lookUp(entry, 'TEAM_MASTER') !== undefined],
    ['VLAN', lookUp(entry, 'VLAN') === 'yes']
  ]
  const sign = signs.find(([, isThere]) => isThere)?.[0]
  if (sign === undefined) return undefined
  return `is no bond (${sign}=${lookUp(entry, sign)} in ${entry.path}, line ${lineOf(entry, sign)})`
}

/** Addresses for a bond that its file, and not the task, makes the port of a bridge. */
function ignoredAddresses(entry: IfcfgEntry, options: Partial<BondOptions>): readonly string[] {
  const bridge = lookUp(entry, 'BRIDGE')
  if (bridge === undefined || options.ifcfg?.BRIDGE !== undefined || options.exclusive === true) return []
  const place = `(BRIDGE=${bridge} in ${entry.path}, line ${lineOf(entry, 'BRIDGE')})`
  return addressOptions(options).map(
    option =>
      `${options.name}: ${option} has no effect on the port of a bridge ${place}; ${remedy}, or take BRIDGE out (null)`
  )
}

/** ifup-eth ignores a device whose address is not HWADDR, and that of a new bond is not (`get_hwaddr` there). */
function boundToAddress(entry: IfcfgEntry, { ifcfg, exclusive }: Partial<BondOptions>): string | undefined {
  const address = lookUp(entry, 'HWADDR')
  if (address === undefined || exclusive === true || ifcfg?.HWADDR === null) return undefined
  return (
    `HWADDR=${address} (${entry.path}, line ${lineOf(entry, 'HWADDR')}) keeps initscripts from starting a bond that ` +
    'does not have this address yet; remove it by ifcfg: {HWADDR: null}, or give MACADDR instead'
  )
}

function checkNew(name: string, options: Partial<BondOptions>): readonly string[] {
  const given = givenOpts(options)
  if (!given.has('mode'))
    return [`mode: is missing; ${name} has no file yet, and a new bond needs its mode: give mode=active-backup, say`]
  if (isMonitored(options)) return []
  return options.miimon === 0
    ? [
        `miimon: 0 turns the link monitor off, and ${name} has no other; give miimon=100, or arp_interval with arp_ip_target`
      ]
    : [`miimon: is missing; ${name} would not see a lost link without a monitor: give miimon=100`]
}

function unmonitored(name: string, options: Partial<BondOptions>): readonly string[] {
  if (isMonitored(options)) return []
  return [`${name}: neither miimon nor arp_interval is given, so that a lost link is not seen; give miimon=100`]
}

function isMonitored({ miimon, arp_interval }: Partial<BondOptions>): boolean {
  return (miimon ?? 0) > 0 || (arp_interval ?? 0) > 0
}
