// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { Bench } from './bench.ts'
import { type BondSample, usablePorts } from './bond-sample.ts'
import { judgePort, type PortVerdict, type Terms } from './judge.ts'
import { isFlowing } from './probe-log.ts'
import { whyKept } from './refusals.ts'
import { type PortRun, testPort } from './test-port.ts'

export interface TestOrder extends Terms {
  readonly bond: string
  readonly ports: readonly string[]
  readonly minLinks: number
}

export interface TestOutcome {
  readonly tests: readonly PortVerdict[]
  /** What belongs to no port that was tested. */
  readonly problems: readonly string[]
  /** What is not as it was before, for `changed`. */
  readonly differences: readonly string[]
}

/** How long late answers are waited for at the end, in milliseconds. */
const lateness = 1000

/** Tests one port after the other, the active one first whenever it is still to be tested. */
export function runTest(bench: Bench, order: TestOrder): TestOutcome {
  const first = untilFlowing(bench, order)
  if (typeof first === 'string') return { tests: [], problems: [first], differences: [] }
  const runs: PortRun[] = []
  const problems: string[] = []
  const waiting = new Set(order.ports)
  while (waiting.size > 0) {
    const sample = bench.look()
    const port = nextOf(waiting, sample)
    waiting.delete(port)
    const kept = whyNotNow(sample, port, order)
    if (kept === undefined) runs.push(testPort(bench, port, order.timeout))
    else problems.push(`not tested: ${kept}`)
  }
  const last = linger(bench)
  return {
    tests: runs.map(run => judgePort(run, bench.probes, order)),
    problems,
    differences: differencesOf(first, last)
  }
}

/** The bond once the target answers without a gap, or that it does not. */
function untilFlowing(bench: Bench, { timeout, target }: TestOrder): BondSample | string {
  const start = bench.now()
  for (;;) {
    const sample = bench.look()
    const now = bench.now()
    if (bench.probes === undefined || isFlowing(bench.probes, start, now)) return sample
    if (now - start > timeout * 1000)
      return `ping_target: ${target} does not answer several probes in a row within ${timeout} seconds; give one that does, or none`
  }
}

function nextOf(waiting: ReadonlySet<string>, { activePort }: BondSample): string {
  const [first = ''] = waiting
  return activePort !== undefined && waiting.has(activePort) ? activePort : first
}

/** What a port before has left: what was enough at the beginning need not be any more. */
function whyNotNow(sample: BondSample, port: string, { minLinks }: TestOrder): string | undefined {
  if (!usablePorts(sample).includes(port)) return `${port}: has gone down meanwhile; mend it`
  return whyKept(sample, port, minLinks)
}

function linger(bench: Bench): BondSample {
  const start = bench.now()
  let sample = bench.look()
  while (bench.probes !== undefined && bench.now() - start < lateness) sample = bench.look()
  return sample
}

function differencesOf(before: BondSample, after: BondSample): readonly string[] {
  const lost = usablePorts(before).filter(port => !usablePorts(after).includes(port))
  return [
    ...lost.map(port => `${port} is down`),
    ...(before.activePort === after.activePort
      ? []
      : [`the active port is ${after.activePort ?? 'none'} instead of ${before.activePort ?? 'none'}`])
  ]
}
