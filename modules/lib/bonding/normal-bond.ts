// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { FileChange } from '../change/file-change.ts'
import { readKey } from '../ifcfg/read-key.ts'
import { type NormalValue, parseBondingOpts } from './bonding-opts.ts'
import { plannedFile } from './plan/planned-file.ts'

/** A bond as its files describe it, in the one spelling that results have. */
export interface NormalBond {
  readonly name: string
  readonly mode: string | undefined
  readonly options: { readonly [option: string]: NormalValue }
  readonly ports: readonly string[]
}

/** The normal form of a bond after the planned changes. */
export function normalBond(files: readonly FileChange[], bond: Partial<BondOptions>): NormalBond {
  const name = bond.name ?? ''
  const reading = readKey(plannedFile(files, bond.name), 'BONDING_OPTS')
  const opts = reading.state === 'value' ? parseBondingOpts(reading.value) : undefined
  const options: { [option: string]: NormalValue } = {}
  for (const [option, value] of opts ?? []) if (option !== 'mode') options[option] = value
  const mode = opts?.get('mode')
  return { name, mode: mode === undefined ? undefined : String(mode), options, ports: bond.ports ?? [] }
}
