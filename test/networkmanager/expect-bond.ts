import { expect } from 'vitest'
import type { Reading } from './daemon.ts'
import { termsOf, type Values } from './terms.ts'
import { type NormalBond, profilesOf, understoodBond, understoodTerms } from './understanding.ts'

/** What was meant, to be held against a reading. */
export interface Expected {
  readonly reading: Reading
  readonly bond: NormalBond
  readonly values: ReadonlyMap<string, Values>
  /** Devices that are known to be understood otherwise. */
  readonly excepted: readonly string[]
}

/** What a bond is to NetworkManager whose file names no mode (nm_setting_bond_init()). */
const ofNoMode = { mode: 'balance-rr' }

/** NetworkManager has one profile of a bond and of each of its ports, as the module's result and the files say. */
export function expectBond({ reading: { profiles }, bond, values, excepted }: Expected): void {
  const devices = [bond.name, ...bond.ports]
  const unmanaged = devices.filter(device => values.get(device)?.get('NM_CONTROLLED') === 'no')
  for (const device of unmanaged) expect(profilesOf(profiles, device), `${device} is left alone`).toEqual([])
  if (!unmanaged.includes(bond.name) && !excepted.includes(bond.name))
    expect(understoodBond(profiles, bond.name)).toEqual({ ...ofNoMode, ...bond, ports: [...bond.ports].sort() })
  for (const device of devices.filter(name => !unmanaged.includes(name) && !excepted.includes(name)))
    expect(profilesOf(profiles, device).map(understoodTerms), device).toEqual([
      termsOf(values.get(device) ?? new Map())
    ])
}
