// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { findFile } from '../bonding/find-file.ts'
import { deviceOf, type Inventory, isBroughtUp, lookUp } from '../bonding/inventory.ts'
import { masterOf } from '../bonding/plan/masters.ts'
import { kernelDevice } from '../bonding/steps/kernel-device.ts'
import { driftOf } from '../bonding/verify/drift.ts'
import { portDifferences } from '../bonding/verify/port-differences.ts'
import type { ReadHost } from '../host/host.ts'
import { addressDrift } from './address-drift.ts'
import type { BothBonds } from './bond-info.ts'
import type { KernelBond } from './kernel-bond.ts'

/** One thing that a file and the kernel say differently, by meaning; keys as results have them. */
export interface DriftInfo {
  readonly bond: string
  /** Of a port that one of them has and the other has not. */
  readonly port: string | undefined
  /** A bonding option, or the key of the file. */
  readonly key: string
  /** As the file spells it; `undefined` where it says nothing. */
  readonly file: string | undefined
  /** As the kernel spells it; `undefined` where it has nothing, not even the option. */
  readonly kernel: string | undefined
  readonly path: string | undefined
}

/**
 * Where the kernel does not run a bond as its files say. What verification of a change lets pass is none: options that the mode
 * ignores, and a bond or port with ONBOOT=no that does not run. Of two files for one bond none is compared.
 */
export function bondDrift(
  host: ReadHost,
  inventory: Inventory,
  { name, files, kernel }: BothBonds
): readonly DriftInfo[] {
  const entry = files?.entry
  if (files?.isRefused === true) return []
  const about = { bond: name, port: undefined, path: entry?.path }
  if (kernel === undefined) {
    const isMissing = entry !== undefined && isBroughtUp(entry)
    return isMissing ? [{ ...about, key: 'DEVICE', file: name, kernel: undefined }] : []
  }
  const ports = portDrift(host, inventory, kernel)
  if (entry === undefined) return [{ ...about, key: 'DEVICE', file: undefined, kernel: name }, ...ports]
  if (kernel.device.up !== true)
    return isBroughtUp(entry) ? [{ ...about, key: 'ONBOOT', file: 'yes', kernel: 'down' }] : []
  const mtu = lookUp(entry, 'MTU')
  const hasOtherMtu = mtu !== undefined && kernel.device.mtu !== undefined && Number(mtu) !== kernel.device.mtu
  return [
    ...driftOf(entry.file, name, host).map(({ option, file, kernel: value }) => ({
      ...about,
      key: option,
      file,
      kernel: value === '' ? undefined : value
    })),
    ...addressDrift(host, entry, kernel).map(one => ({ ...about, ...one })),
    ...(hasOtherMtu ? [{ ...about, key: 'MTU', file: mtu, kernel: String(kernel.device.mtu) }] : []),
    ...ports
  ]
}

/** Of a port with two files, or with a keyfile beside its file, nothing is compared. */
function portDrift(host: ReadHost, inventory: Inventory, { name, ports }: KernelBond): readonly DriftInfo[] {
  const { missing, foreign } = portDifferences(inventory, name, ports)
  const isClear = (port: string): boolean => findFile(inventory, port).state !== 'refused'
  return [
    ...missing
      .map(entry => ({ port: deviceOf(entry), path: entry.path }))
      .filter(({ port }) => isClear(port))
      .map(({ port, path }) => {
        return { bond: name, port, key: 'MASTER', file: name, kernel: kernelDevice(host, port).bond, path }
      }),
    ...foreign.filter(isClear).map(port => {
      const found = findFile(inventory, port)
      const entry = found.state === 'found' ? found.entry : undefined
      const master = entry === undefined ? undefined : masterOf(inventory, entry)?.bond
      return { bond: name, port, key: 'MASTER', file: master, kernel: name, path: entry?.path }
    })
  ]
}
