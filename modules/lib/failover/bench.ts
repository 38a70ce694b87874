// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { ModuleError } from '../errors.ts'
import type { LinkGuard } from '../host/link-guard.ts'
import { setLink } from '../host/links.ts'
import { liveHost } from '../host/live-host.ts'
import type { Pinger } from '../host/pinger.ts'
import { type BondSample, sampleBond } from './bond-sample.ts'
import { noteAnswers, type ProbeLog } from './probe-log.ts'

/** What a test does to the host and sees of it; times in milliseconds of a clock that nobody sets. */
export interface Bench {
  now(): number
  /** The bond a moment later; answers that have come meanwhile are in the log. */
  look(): BondSample
  /** The answers of the target, `undefined` where none is asked. */
  readonly probes: ProbeLog | undefined
  /** Has the guard set all links up in so many seconds, unless `setUp` comes before. Throws ModuleError('io'). */
  arm(seconds: number): void
  /** Throws ModuleError('io'). */
  takeDown(port: string): void
  /** Sets a port up again; returns why it could not. */
  setUp(port: string): string | undefined
}

/** Who asks the target, and what came of it. */
export interface Probing {
  readonly pinger: Pinger
  readonly log: ProbeLog
}

/** How long to wait from look to look, in milliseconds: what times are told to. */
const pause = 20

/** The running host. */
export function hostBench(bond: string, guard: LinkGuard, probing: Probing | undefined): Bench {
  return {
    now: system.monotonic,
    probes: probing?.log,
    look() {
      system.sleep(pause)
      if (probing !== undefined) noteAnswers(probing.log, probing.pinger.read(), system.monotonic())
      const sample = sampleBond(liveHost(), bond)
      if (sample === undefined) throw new ModuleError('io', [`${bond}: has gone while it was tested`])
      return sample
    },
    arm: seconds => guard.arm(seconds),
    takeDown(port) {
      const problem = setLink(port, 'down')
      if (problem !== undefined) throw new ModuleError('io', [`${port}: cannot be taken down (${problem})`])
    },
    setUp(port) {
      const problem = setLink(port, 'up')
      if (problem === undefined) guard.rest()
      return problem
    }
  }
}
