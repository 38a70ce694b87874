// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondFailoverArguments } from '#generated/bond_failover'
import { system } from '#system'
import type { ModuleResult } from '../ansible/run-module.ts'
import { ModuleError } from '../errors.ts'
import { withLock } from '../host/journal/lock.ts'
import { clearLeftTest, type LeftTest, type LinkGuard, leftTests, openLinkGuard } from '../host/link-guard.ts'
import { linkCommand, setLink } from '../host/links.ts'
import { createHost } from '../host/node-host.ts'
import { startPinger } from '../host/pinger.ts'
import { hostBench, type Probing } from './bench.ts'
import type { ProbeLog } from './probe-log.ts'
import { readScene } from './read-scene.ts'
import { portsToTest, refusals } from './refusals.ts'
import { runTest, type TestOrder, type TestOutcome } from './run-test.ts'
import { settling } from './test-port.ts'

/** Milliseconds from probe to probe. */
const interval = 100

/**
 * Takes the ports of a bond down one after the other and says how it goes on; in check mode, what it would do. Every link is up
 * again in every ending. Throws ModuleError('conflict') before anything is touched, with all that is against it.
 */
export function testFailover(args: BondFailoverArguments, checkMode: boolean): ModuleResult {
  if (checkMode) {
    const warnings = leftTests().flatMap(left => restoredLinks(left, []))
    return { ...prepare(args, warnings).result, warnings }
  }
  return withLock('/', 'nic.bonding.bond_failover', () => {
    const warnings = leftTests().flatMap(left => restoredLinks(left, clearLeftTest(left)))
    if (warnings.length > 0) system.sleep(recovery)
    const { result, order } = prepare(args, warnings)
    return { ...result, ...carryOut(order), warnings }
  })
}

/** What the driver is given to see a link that has come up, in milliseconds: miimon, and a short updelay. */
const recovery = 2000

/** What is said of a test that was killed together with its guard; check mode says the same. */
function restoredLinks({ links }: LeftTest, problems: readonly string[]): readonly string[] {
  if (links.length === 0 || problems.length > 0) return problems
  return [
    `a test that was killed may have left links down: ${links.join(', ')}; they are set up before this one begins`
  ]
}

interface Preparation {
  /** What check mode says as well. */
  readonly result: ModuleResult
  readonly order: TestOrder
}

/** A refusal says what was left by a test that was killed, too: that may be its cause. */
function prepare(args: BondFailoverArguments, left: readonly string[]): Preparation {
  const scene = readScene(createHost('/'), args)
  const { sample, target, options, timeout } = scene
  const problems = refusals(scene)
  if (sample === undefined || problems.length > 0) throw new ModuleError('conflict', [...problems, ...left])
  const ports = portsToTest(scene, sample)
  const address = target.type === 'host' ? target.address : undefined
  return {
    result: {
      ...{ changed: false, bond: scene.bond, mode: sample.mode, ping_target: address ?? 'none', tests: [] },
      plan: ports.flatMap(port => [linkCommand(port, 'down').join(' '), linkCommand(port, 'up').join(' ')])
    },
    order: { bond: scene.bond, ports, timeout, target: address, minLinks: options.min_links }
  }
}

function carryOut(order: TestOrder): ModuleResult {
  const { tests, problems, differences } = guarded(order)
  const all = [...problems, ...tests.flatMap(test => test.problems)]
  return {
    changed: differences.length > 0,
    differences,
    tests,
    ...(all.length === 0 ? {} : { failed: true, msg: all.join('\n') })
  }
}

/** With guard and pinger at work. Where a link cannot be set up, the guard stays, and tries on when the module has ended. */
function guarded(order: TestOrder): TestOutcome {
  const guard = openLinkGuard(order.ports)
  let probing: Probing | undefined
  try {
    probing = order.target === undefined ? undefined : startProbing(order.target, order, guard)
    return runTest(hostBench(order.bond, guard, probing), order)
  } finally {
    probing?.pinger.stop()
    const stuck = order.ports.map(port => setLink(port, 'up')).filter(problem => problem !== undefined)
    if (stuck.length === 0) guard.dismiss()
  }
}

function startProbing(target: string, { ports, timeout }: TestOrder, guard: LinkGuard): Probing {
  const log: ProbeLog = { start: system.monotonic(), interval, answers: [] }
  // Twice as long as all phases may last together.
  const limit = Math.ceil((ports.length + 1) * 4 * (timeout + settling / 1000)) + 60
  const pinger = startPinger({ target, interval, limit, output: `${guard.folder}/probes` })
  guard.alsoEnds(pinger.process)
  return { pinger, log }
}
