// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { modeId } from '../bonding/bonding-opts.ts'
import { readRunningBond } from '../bonding/verify/running-bond.ts'
import type { ReadHost } from '../host/host.ts'
import type { ProcPort } from '../proc-bonding/proc-bond.ts'

/** What the kernel says of a bond and its ports at one moment. */
export interface BondSample {
  readonly isUp: boolean
  readonly mode: string
  readonly miiStatus: string
  readonly mac: string
  readonly activePort: string | undefined
  /** The number of the active aggregator (802.3ad). */
  readonly aggregator: number | undefined
  readonly ports: readonly PortSample[]
}

export interface PortSample {
  readonly port: string
  /** IFF_UP, which `ip link set` decides. */
  readonly isUp: boolean
  readonly miiStatus: string
  readonly aggregator: number | undefined
  /** Whether it and its partner collect and distribute frames (802.3ad); `undefined` where the driver does not say. */
  readonly isNegotiated: boolean | undefined
}

/** Looks at a bond; `undefined` where the kernel has none of that name. */
export function sampleBond(host: ReadHost, bond: string): BondSample | undefined {
  const running = readRunningBond(host, bond)
  if (running === undefined) return undefined
  const { isUp, mode, miiStatus, activePort, proc } = running
  const procPort = (name: string): ProcPort | undefined => proc.ports.find(port => port.name === name)
  return {
    ...{ isUp, mode, miiStatus, activePort },
    mac: (host.readText(`/sys/class/net/${bond}/address`) ?? '').trim(),
    aggregator: proc.aggregator === 'none' ? undefined : proc.aggregator?.id,
    ports: running.ports.map(port => ({
      port,
      isUp: Number(host.readText(`/sys/class/net/${port}/flags`) ?? '0') % 2 === 1,
      miiStatus: running.portStatus(port),
      aggregator: procPort(port)?.aggregatorId,
      isNegotiated: isNegotiated(procPort(port))
    }))
  }
}

/** Whether a port can carry traffic: the bond takes its link for up. */
export function isUsable({ isUp, miiStatus }: PortSample): boolean {
  return isUp && miiStatus === 'up'
}

/** The ports that can carry traffic, in the bond's order. */
export function usablePorts({ ports }: BondSample): readonly string[] {
  return ports.filter(isUsable).map(({ port }) => port)
}

/**
 * The ports that carry on for a bond without this one. In 802.3ad those of one aggregator only: of the active one, or, when
 * that is left empty, of the largest other one (ad_agg_selection_logic()).
 */
export function othersFor(sample: BondSample, without: string): readonly string[] {
  const others = sample.ports.filter(candidate => isUsable(candidate) && candidate.port !== without)
  if (!isLacp(sample)) return others.map(({ port }) => port)
  const groups = new Map<number | undefined, string[]>()
  for (const { port, aggregator } of others) groups.set(aggregator, [...(groups.get(aggregator) ?? []), port])
  const active = groups.get(sample.aggregator)
  if (active !== undefined) return active
  return [...groups.values()].reduce((most, group) => (group.length > most.length ? group : most), [])
}

/** Whether a bond has one port that all else depends on (bond_uses_primary()): active-backup, balance-tlb, balance-alb. */
export function hasActivePort({ mode }: BondSample): boolean {
  return [1, 5, 6].includes(modeId(mode) ?? -1)
}

export function isLacp({ mode }: BondSample): boolean {
  return modeId(mode) === 4
}

/** Older drivers do not show the states. */
function isNegotiated(port: ProcPort | undefined): boolean | undefined {
  const states = [port?.actor?.portState, port?.partner?.portState].filter(
    (state): state is number => state !== undefined
  )
  return states.length === 0 ? undefined : states.every(state => (state & bothWays) === bothWays)
}

/** LACP_STATE_COLLECTING and LACP_STATE_DISTRIBUTING (include/uapi/linux/if_bonding.h). */
const bothWays = 0x30
