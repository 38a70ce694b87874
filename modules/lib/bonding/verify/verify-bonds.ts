// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { NetworkState } from '../../change/network-state.ts'
import type { ReadHost } from '../../host/host.ts'
import { findFile } from '../find-file.ts'
import { deviceOf, type IfcfgEntry, type Inventory, isBroughtUp } from '../inventory.ts'
import { driftOf } from './drift.ts'
import { missingAddresses } from './missing-addresses.ts'
import { portDifferences } from './port-differences.ts'
import { type RunningBond, readRunningBond } from './running-bond.ts'

/** A bond as it was seen; keys as results have them. */
export interface VerifiedBond {
  readonly bond: string
  readonly mode: string
  readonly ports: readonly string[]
  readonly active_port?: string
  readonly mii_status: string
}

export interface Verification {
  readonly verified: readonly VerifiedBond[]
  readonly problems: readonly string[]
}

interface Scene {
  readonly host: ReadHost
  readonly inventory: Inventory
  readonly state: NetworkState
}

/**
 * Whether each bond runs as its files say: up, with exactly its ports, the link of the bond and of each port up, every option
 * of its file in force, and its static addresses on it. A bond or a port with ONBOOT=no may run or not. A bond without a
 * file must be gone. Each problem is one sentence: bond, what is, what should be.
 */
export function verifyBonds(
  host: ReadHost,
  inventory: Inventory,
  bonds: readonly string[],
  state: NetworkState
): Verification {
  const problems: string[] = []
  const verified = bonds.flatMap((bond): readonly VerifiedBond[] => {
    const running = readRunningBond(host, bond)
    problems.push(...problemsOf({ host, inventory, state }, bond, running))
    return running === undefined ? [] : [describe(bond, running)]
  })
  return { verified, problems }
}

function describe(bond: string, { mode, ports, activePort, miiStatus }: RunningBond): VerifiedBond {
  const active = activePort === undefined ? {} : { active_port: activePort }
  return { bond, mode, ports, ...active, mii_status: miiStatus }
}

function problemsOf(scene: Scene, bond: string, running: RunningBond | undefined): readonly string[] {
  const found = findFile(scene.inventory, bond)
  if (found.state === 'refused') return [found.problem]
  if (found.state === 'absent')
    return running === undefined ? [] : [`${bond}: the kernel has this bond, but it has no file (${found.path})`]
  const { entry } = found
  if (!isBroughtUp(entry) && running?.isUp !== true) return []
  if (running === undefined) return [`${bond}: the kernel has no such bond, and ${entry.path} says that there is one`]
  if (!running.isUp) return [`${bond}: is down, and should be up (${entry.path})`]
  return [
    ...portProblems(scene, bond, running),
    ...linkProblems(bond, running),
    ...driftOf(entry.file, bond, scene.host).map(
      ({ option, file, kernel }) =>
        `${bond}: ${option} is ${JSON.stringify(kernel)} in the kernel, and ${entry.path} says ${JSON.stringify(file)}`
    ),
    ...addressProblems(scene.state, bond, entry)
  ]
}

function portProblems({ host, inventory }: Scene, bond: string, { ports }: RunningBond): readonly string[] {
  const { missing, foreign } = portDifferences(inventory, bond, ports)
  return [
    ...missing.map(entry => {
      const port = deviceOf(entry)
      const isThere = host.realPath(`/sys/class/net/${port}`) !== undefined
      return `${bond}: ${port} ${isThere ? 'is not among its ports' : 'does not exist on this host'}, and ${entry.path} makes it one`
    }),
    ...foreign.map(port => `${bond}: ${port} is among its ports, and no file makes it one`)
  ]
}

function linkProblems(bond: string, running: RunningBond): readonly string[] {
  const statuses = running.ports.map(port => ({ port, status: running.portStatus(port) }))
  const bad = statuses.filter(({ status }) => status !== 'up')
  return [
    ...(running.miiStatus === 'up' ? [] : [`${bond}: its MII status is ${running.miiStatus}, and should be up`]),
    ...bad.map(({ port, status }) => `${bond}: the MII status of its port ${port} is ${status}, and should be up`)
  ]
}

/** Of IPv4 alone: an IPv6 address may still be looked for elsewhere (duplicate address detection), or come by advertisements. */
function addressProblems({ addresses }: NetworkState, bond: string, entry: IfcfgEntry): readonly string[] {
  const own = addresses.flatMap(({ device, line }) => (device === bond ? [line.split(' ')[3] ?? ''] : []))
  const missing = missingAddresses(entry, own).filter(({ address }) => !address.includes(':'))
  return missing.map(({ address, prefix, present }) => {
    const is =
      present.length > 0 ? `has the address ${present.join(', ')}` : `does not have the address ${address}/${prefix}`
    return `${bond}: ${is}, and should have ${address}/${prefix} (${entry.path})`
  })
}
