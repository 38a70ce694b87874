// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../host/host.ts'
import type { ProcLacpdu } from '../proc-bonding/proc-bond.ts'
import { type DeviceInfo, deviceInfo, noDevice } from './device-info.ts'
import type { KernelBond } from './kernel-bond.ts'

/** One side of a port in LACP; keys as results have them. */
interface LacpSide {
  readonly system_priority: number | undefined
  readonly system_mac: string | undefined
  readonly key: number | undefined
  readonly port_priority: number | undefined
  readonly port_number: number | undefined
  readonly port_state: number | undefined
}

/** A port of a bond; keys as results have them. */
export interface PortInfo extends DeviceInfo {
  readonly name: string
  readonly in_files: boolean
  /** `undefined` where there is no kernel to ask. */
  readonly in_kernel: boolean | undefined
  readonly path: string | undefined
  readonly mii_status: string | undefined
  readonly link_failures: number | undefined
  readonly permanent_mac: string | undefined
  readonly queue_id: number | undefined
  readonly aggregator_id: number | undefined
  readonly actor_churn: string | undefined
  readonly partner_churn: string | undefined
  readonly actor_churned: number | undefined
  readonly partner_churned: number | undefined
  readonly actor: LacpSide | undefined
  readonly partner: LacpSide | undefined
}

/** A port as files and kernel name it. */
export interface NamedPort {
  readonly name: string
  readonly inFiles: boolean
  readonly path: string | undefined
  readonly bond: KernelBond | undefined
}

/** What there is to say of a port; without a running kernel there is no `host`. */
export function portInfo(host: ReadHost | undefined, { name, inFiles, path, bond }: NamedPort): PortInfo {
  const device = host === undefined ? noDevice : deviceInfo(host, name)
  const proc = bond?.proc.ports.find(port => port.name === name)
  return {
    name,
    in_files: inFiles,
    in_kernel: host === undefined ? undefined : bond?.ports.includes(name) === true,
    path,
    ...device,
    speed: proc?.speed ?? device.speed,
    duplex: proc?.duplex ?? device.duplex,
    mii_status: proc?.miiStatus,
    link_failures: proc?.linkFailures,
    permanent_mac: proc?.permanentMac,
    queue_id: proc?.queueId,
    aggregator_id: proc?.aggregatorId,
    actor_churn: proc?.actorChurn,
    partner_churn: proc?.partnerChurn,
    actor_churned: proc?.actorChurned,
    partner_churned: proc?.partnerChurned,
    actor: sideOf(proc?.actor),
    partner: sideOf(proc?.partner)
  }
}

function sideOf(pdu: ProcLacpdu | undefined): LacpSide | undefined {
  if (pdu === undefined) return undefined
  return {
    system_priority: pdu.systemPriority,
    system_mac: pdu.systemMac,
    key: pdu.key,
    port_priority: pdu.portPriority,
    port_number: pdu.portNumber,
    port_state: pdu.portState
  }
}
