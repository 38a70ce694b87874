// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { Bench } from './bench.ts'
import { type BondSample, hasActivePort, isLacp, isUsable } from './bond-sample.ts'
import { isFlowing } from './probe-log.ts'

/** What was seen while one port was down and came back; times in milliseconds. */
export interface PortRun {
  readonly port: string
  readonly before: BondSample
  readonly down: Phase
  readonly back: Phase
  /** Why the port could not be set up, where ip(8) said so. */
  readonly stuck: string | undefined
}

/** One half of a test: from a command until the bond has done what it should, and traffic flows. */
export interface Phase {
  readonly start: number
  readonly end: number
  /** When the bond had done what it should, counted from the command; `undefined` when it did not in time. */
  readonly after: number | undefined
  /** Whether the target answered without a gap from then on; `undefined` where none is asked. */
  readonly isFlowing: boolean | undefined
  /** The bond at the end. */
  readonly sample: BondSample
}

/** How long a state is watched once it is reached, in milliseconds: a bond may flap, and traffic needs its five probes. */
export const settling = 1000

/** How much longer than a phase may last the guard lets a link be down, in seconds: ip(8) and a busy host take their time. */
const allowance = 10

/** Takes a port down until the bond has gone on without it, sets it up again, and waits until it is back. */
export function testPort(bench: Bench, port: string, timeout: number): PortRun {
  bench.arm(timeout + settling / 1000 + allowance)
  const before = bench.look()
  const takenDown = bench.now()
  let down: Phase
  let setUp: number
  let stuck: string | undefined
  try {
    bench.takeDown(port)
    down = watch(bench, { start: takenDown, timeout, isDone: sample => hasGoneOn(sample, port) })
  } finally {
    setUp = bench.now()
    stuck = bench.setUp(port)
  }
  const back = watch(bench, { start: setUp, timeout, isDone: sample => isBack(sample, port, before) })
  return { port, before, down, back, stuck }
}

/** Whether the bond carries on without a port: it has noticed, is up, and has chosen others where its mode needs that. */
export function hasGoneOn(sample: BondSample, port: string): boolean {
  const own = sample.ports.find(candidate => candidate.port === port)
  if ((own !== undefined && own.miiStatus === 'up') || sample.miiStatus !== 'up') return false
  if (hasActivePort(sample)) return sample.activePort !== undefined && sample.activePort !== port
  return !isLacp(sample) || inAggregator(sample, sample.aggregator).length > 0
}

/**
 * Whether a port carries traffic again. In 802.3ad that is some time after its link is up, when it is in the aggregator that it
 * was in and has agreed with its partner: until then the switch drops what the bond sends by it.
 */
function isBack(sample: BondSample, port: string, before: BondSample): boolean {
  const [own, former] = [sample, before].map(({ ports }) => ports.find(candidate => candidate.port === port))
  if (own === undefined || !isUsable(own) || sample.miiStatus !== 'up') return false
  if (!isLacp(sample) || !inAggregator(before, before.aggregator).includes(port)) return true
  return own.aggregator === sample.aggregator && (own.isNegotiated === true || former?.isNegotiated !== true)
}

function inAggregator({ ports }: BondSample, aggregator: number | undefined): readonly string[] {
  return ports.filter(port => isUsable(port) && port.aggregator === aggregator).map(({ port }) => port)
}

interface Watch {
  readonly start: number
  /** In seconds. */
  readonly timeout: number
  readonly isDone: (sample: BondSample) => boolean
}

function watch(bench: Bench, { start, timeout, isDone }: Watch): Phase {
  let done: number | undefined
  for (;;) {
    const sample = bench.look()
    const now = bench.now()
    const isSo = isDone(sample)
    const isInTime = now - start <= timeout * 1000
    if (!isSo) done = undefined
    else if (done === undefined && isInTime) done = now
    const flows = bench.probes === undefined || done === undefined ? undefined : isFlowing(bench.probes, done, now)
    const isSettled = done !== undefined && now - done >= settling && flows !== false
    if (isSettled || now - start >= timeout * 1000 + settling)
      return {
        ...{ start, end: now, sample },
        after: done === undefined ? undefined : Math.round(done - start),
        isFlowing: bench.probes === undefined ? undefined : flows === true
      }
  }
}
