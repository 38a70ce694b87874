// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import type { BondOptions } from '#generated/bond'
import type { FileChange } from '../../change/file-change.ts'
import type { ReadHost } from '../../host/host.ts'
import { plannedFile } from '../plan/planned-file.ts'
import { checkFinalAddresses } from './address-rules.ts'
import { warnOfBondNames } from './bond-name-rules.ts'
import { warnOfDevices } from './device-rules.ts'
import { checkDriver } from './driver-rules.ts'
import { checkInfiniband } from './infiniband-rules.ts'
import { checkMacAddress } from './mac-rules.ts'
import { warnOfManager } from './manager-rules.ts'
import { warnOfMode } from './mode-rules.ts'
import { checkPrimary } from './primary-rules.ts'
import { warnOfVirtualMachine } from './virtual-rules.ts'

/** What the rules that know the host come to. */
export interface Findings {
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

export interface HostCheck {
  readonly host: ReadHost
  readonly bonds: readonly Partial<BondOptions>[]
  /** The planned files, for rules about what will stand there. */
  readonly files: readonly FileChange[]
  /** The names of all bonds that there will be. */
  readonly names: readonly string[]
}

/** Rules about the planned files; those about the running host are asked for the root `/` only. */
export function checkHost({ host, bonds, files, names }: HostCheck): Findings {
  const about = bonds.map(({ name }) => name ?? '')
  const all: Findings[] = [
    { problems: [], warnings: warnOfBondNames(host, { all: names, about }) },
    ...bonds.flatMap(bond => [
      warnOfMode(bond),
      checkFinalAddresses(host, bond, files),
      checkInfiniband(host, bond, files),
      checkMacAddress(bond, plannedFile(files, bond.name))
    ])
  ]
  if (host.root === '/')
    all.push(
      ...bonds.flatMap(bond => [
        warnOfDevices(host, bond),
        warnOfVirtualMachine(host, bond),
        checkDriver(host, bond),
        checkPrimary(host, bond),
        warnOfManager(host, bond, files)
      ])
    )
  return { problems: all.flatMap(({ problems }) => problems), warnings: all.flatMap(({ warnings }) => warnings) }
}
