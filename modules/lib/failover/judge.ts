// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type BondSample, hasActivePort, isUsable, othersFor, usablePorts } from './bond-sample.ts'
import { countProbes, type ProbeLog } from './probe-log.ts'
import type { PortRun } from './test-port.ts'

/** What the result says of one port; keys as results have them, times in milliseconds. */
export interface PortVerdict {
  readonly port: string
  readonly was_active: boolean
  /** Whether the bond has another active port than before. */
  readonly switched: boolean
  /** Until the bond went on without the port; null when it did not. */
  readonly switch_ms: number | null
  readonly new_active_port: string | null
  /** The ports that carried on. */
  readonly remaining_ports: readonly string[]
  readonly mac_before: string
  readonly mac_after: string
  readonly back_ms: number | null
  readonly probes_sent: number | null
  readonly probes_lost: number | null
  readonly longest_gap_ms: number | null
  readonly problems: readonly string[]
}

export interface Terms {
  /** In seconds. */
  readonly timeout: number
  /** `undefined` where no target is asked. */
  readonly target: string | undefined
}

/**
 * Judges a port by the bond's mode. In active-backup, balance-tlb and balance-alb the active port must have moved; in the others
 * the bond must have gone on with fewer ports. In all of them the bond and the other ports stay up, the target goes on
 * answering, and the port comes back.
 */
export function judgePort(run: PortRun, log: ProbeLog | undefined, terms: Terms): PortVerdict {
  const { port, before, down, back } = run
  const counted = log === undefined ? undefined : countProbes(log, down.start, back.end)
  return {
    port,
    was_active: before.activePort === port,
    switched: down.sample.activePort !== undefined && before.activePort !== down.sample.activePort,
    switch_ms: down.after ?? null,
    new_active_port: hasActivePort(before) ? (down.sample.activePort ?? null) : null,
    remaining_ports: othersFor(down.sample, port),
    mac_before: before.mac,
    mac_after: down.sample.mac,
    back_ms: back.after ?? null,
    probes_sent: counted?.sent ?? null,
    probes_lost: counted?.lost ?? null,
    longest_gap_ms: counted?.longestGap ?? null,
    problems: [...downProblems(run, terms), ...backProblems(run, terms)]
  }
}

function downProblems({ port, before, down }: PortRun, { timeout, target }: Terms): readonly string[] {
  const others = usablePorts(before).filter(other => other !== port && !usablePorts(down.sample).includes(other))
  return [
    ...(down.after === undefined ? [`${port}: ${whyNot(port, down.sample)} within ${timeout} seconds`] : []),
    ...others.map(other => `${port}: while it was down, ${other} went down too; see that nothing links the two`),
    ...(down.after !== undefined && down.isFlowing === false
      ? [
          `${port}: while it was down, ${target} did not answer within ${timeout} seconds; see the switch ports of the others`
        ]
      : [])
  ]
}

/** What the bond has left undone, the first cause first. */
function whyNot(port: string, sample: BondSample): string {
  const { miiStatus, activePort } = sample
  const own = sample.ports.find(candidate => candidate.port === port)
  if (own?.isUp === true)
    return 'its link was set up by somebody else while it was to be down; the bond did not go on without it'
  if (own?.miiStatus === 'up') return 'its link was taken down, and the bond did not notice (MII status up)'
  if (miiStatus !== 'up') return `without it the bond was down (MII status ${miiStatus})`
  if (!hasActivePort(sample)) return 'without it no aggregator of the bond became active'
  return activePort === undefined
    ? 'the bond chose no other active port'
    : `the bond did not switch, its active port was ${activePort}`
}

function backProblems({ port, back, stuck }: PortRun, { timeout, target }: Terms): readonly string[] {
  if (stuck !== undefined) return [`${port}: could not be set up again (${stuck}); run: ip link set dev ${port} up`]
  return [
    ...(back.after === undefined
      ? [`${port}: was not back within ${timeout} seconds after its link was set up (${stateOf(port, back.sample)})`]
      : []),
    ...(back.after !== undefined && back.isFlowing === false
      ? [`${port}: after it was back, ${target} did not answer within ${timeout} seconds; see its switch port`]
      : [])
  ]
}

function stateOf(port: string, { ports, aggregator }: BondSample): string {
  const own = ports.find(candidate => candidate.port === port)
  if (own === undefined) return 'it is no port any more'
  if (!isUsable(own)) return `MII status ${own.miiStatus}`
  return own.aggregator === aggregator
    ? 'it has not agreed with its LACP partner'
    : 'its aggregator is not the active one'
}
