// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import { readInventory, scriptsFolder } from '../bonding/inventory.ts'
import type { ChangeRecord } from '../change/change-record.ts'
import type { LiveNetwork } from '../change/live-network.ts'
import type { ReadHost } from '../host/host.ts'
import { readModprobeSources } from '../modprobe/read-sources.ts'
import { bondDrift } from './bond-drift.ts'
import { type BothBonds, bondInfo } from './bond-info.ts'
import { fileBondNames, readFileBond } from './configured-bond.ts'
import { capabilities, driverInfo } from './driver-info.ts'
import { kernelBondNames, readKernelBond } from './kernel-bond.ts'
import { modprobeInfo } from './modprobe-info.ts'
import { pendingInfo, tornWarnings } from './pending.ts'
import { virtualizationInfo } from './virtualization.ts'
import { sceneWarnings, unknownNames } from './warnings.ts'
import { withNulls } from './with-nulls.ts'

export interface InfoRequest {
  readonly host: ReadHost
  /** Whether the files are those of the host that runs: only then the kernel is asked. */
  readonly isRunning: boolean
  /** The bonds to tell of; absent, all. */
  readonly names?: readonly string[] | undefined
  /** What the host has of addresses; `undefined` where it does not run. */
  readonly network?: LiveNetwork | undefined
  readonly changes: readonly ChangeRecord[]
  /** Where the steps of changes are logged. */
  readonly log: string
}

/** All that is known of a host's bonds, as the result has it: null where nothing is known. */
export function readInfo({ host, isRunning, names, network, changes, log }: InfoRequest): {
  readonly [key: string]: unknown
} {
  const inventory = readInventory(host)
  const sources = readModprobeSources(host)
  const all = [...new Set([...fileBondNames(inventory), ...(isRunning ? kernelBondNames(host) : [])])].sort()
  const bonds = all
    .filter(name => names === undefined || names.includes(name))
    .map((name): BothBonds => {
      const kernel = isRunning ? readKernelBond(host, network, name) : undefined
      return { name, files: readFileBond(inventory, name), kernel }
    })
  const hasReader = host.realPath(scriptsFolder) !== undefined
  const pending = pendingInfo(changes)
  return withNulls({
    bonds: bonds.map(bond => bondInfo(bond, { host: isRunning ? host : undefined, network, inventory, sources })),
    drift: isRunning && hasReader ? bonds.flatMap(bond => bondDrift(host, inventory, bond)) : undefined,
    capabilities: isRunning ? capabilities(host) : undefined,
    driver: isRunning ? driverInfo(host, bonds) : undefined,
    modprobe: modprobeInfo(sources),
    virtualization: isRunning ? virtualizationInfo(host) : undefined,
    pending: pending === undefined ? undefined : { ...pending, log },
    warnings: [
      ...unknownNames(names ?? [], all, isRunning),
      ...sceneWarnings({ host, isRunning, inventory, bonds, names: all, hasReader }),
      ...tornWarnings(changes)
    ]
  })
}
