// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type JsonObject, jsonObject } from '../ansible/json.ts'
import type { IfcfgEntry } from '../bonding/inventory.ts'
import { onbootEdits } from '../bonding/plan/bond-edits.ts'
import { readKey } from '../ifcfg/read-key.ts'
import { findAliases } from '../modprobe/find-alias.ts'
import type { ModprobeSource } from '../modprobe/read-sources.ts'
import type { HostBond } from './host-bonds.ts'

/** The arguments for a bond as its files say it, before coercion, with what keeps nic.bonding.bond from its defaults. */
export function bondArguments(
  bond: HostBond,
  options: ReadonlyMap<string, unknown>,
  sources: readonly ModprobeSource[]
): JsonObject {
  const named: { [option: string]: unknown } = { name: bond.name, ports: bond.ports.map(({ device }) => device) }
  for (const [option, value] of options) named[option] = value
  const portKeys = keptPortKeys(bond, options.get('nm_controlled'))
  if (Object.keys(portKeys).length > 0) named.port_ifcfg = portKeys
  if (findAliases(sources, bond.name).length === 0) named.modprobe_alias = false
  return named
}

/** The keys of ports' files to be left as they are, for the ports that have such. */
function keptPortKeys({ ports }: HostBond, nmControlled: unknown): JsonObject {
  const kept = ports.map(({ device, entry }): [string, JsonObject] => [device, keptKeys(entry, nmControlled)])
  return jsonObject(kept.filter(([, keys]) => Object.keys(keys).length > 0))
}

/**
 * ONBOOT where it is not yes, and NM_CONTROLLED where it is not the bond's: both would be written to every port. Null leaves
 * out one that is not there.
 */
function keptKeys(entry: IfcfgEntry, nmControlled: unknown): JsonObject {
  const kept: { [key: string]: unknown } = {}
  const onboot = keptValue(entry, 'ONBOOT')
  const isOn = onbootEdits(true).some(({ same }) => typeof onboot === 'string' && same?.(onboot) === true)
  if (onboot !== undefined && !isOn) kept.ONBOOT = onboot
  const controlled = nmControlled === undefined ? undefined : keptValue(entry, 'NM_CONTROLLED')
  if (controlled !== undefined && controlled !== nmControlled) kept.NM_CONTROLLED = controlled
  return kept
}

/**
 * A value that can be repeated in a variable of Ansible: one word, since Ansible would run what stands in a template there.
 * `undefined` for any other, which the plan then changes, so that the bond is not taken over.
 */
function keptValue({ file }: IfcfgEntry, key: string): string | null | undefined {
  const reading = readKey(file, key)
  if (reading.state === 'absent') return null
  return reading.state === 'value' && /^\w+$/.test(reading.value) ? reading.value : undefined
}
