// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { Step } from '../../change/step.ts'
import type { NormalOpts } from '../bonding-opts.ts'
import type { IfcfgEntry } from '../inventory.ts'
import { kernelRelease } from '../kernel-release.ts'
import { kernelValues } from './bond-values.ts'
import { readOptions } from './file-difference.ts'
import { liveWrites } from './live-writes.ts'
import type { Move } from './moves.ts'
import type { Need } from './need.ts'
import { type Reset, resetWrites, restoreWrites } from './reset-writes.ts'
import type { Scene } from './scene.ts'

/** Writes of options, by the moment at which the driver takes them. */
export interface OptionSteps {
  /** While bonds are down and empty. */
  readonly stopped: readonly Step[]
  /** While bonds run. */
  readonly running: readonly Step[]
  /** After the ports have come. */
  readonly complete: readonly Step[]
}

/** The writes of going forward, or, with `back`, of going back to what the driver has now. */
export function optionSteps(scene: Scene, needs: readonly Need[], moves: readonly Move[], back: boolean): OptionSteps {
  const live = needs.flatMap(need => {
    const writes = back ? liveBack(need) : liveForward(need)
    return writes === undefined ? [] : [writes]
  })
  return {
    stopped: moves.flatMap(move => stoppedWrites(scene, move, back)),
    running: live.flatMap(({ steps }) => steps),
    complete: live.flatMap(({ portSteps }) => portSteps)
  }
}

type Writes = ReturnType<typeof liveWrites>

function liveForward({ target, live }: Need): Writes | undefined {
  return live === undefined ? undefined : liveWrites(target.device, live)
}

/** All that going forward writes, or the driver resets by it, since it may end anywhere. */
function liveBack(need: Need): Writes | undefined {
  const forward = liveForward(need)
  if (forward === undefined || need.live === undefined) return undefined
  const before = need.live.kernel
  const written = new Set([...forward.steps, ...forward.portSteps].map(({ option }) => option))
  const touched = [...before.keys()].filter(
    name => written.has(name) || String(before.get(name)) !== String(forward.result.get(name))
  )
  const goal = new Map(touched.map(name => [name, before.get(name) ?? ''] as const))
  return liveWrites(need.target.device, { kernel: forward.result, goal }, new Set(touched))
}

/** NetworkManager makes a bond anew (remadeByManager), so none is left over. */
function stoppedWrites({ host }: Scene, { target, start, stop, remove }: Move, back: boolean): readonly Step[] {
  const { device, old, now, isBond, kernel, provider } = target
  if (!isBond || !kernel.exists || remove || provider === 'networkmanager') return []
  if (back ? stop === undefined : start !== 'file') return []
  const [from, to] = back ? [now, old] : [old, now]
  const reset: Reset = {
    bond: device,
    kernel: kernelValues(host, device),
    from: optionsOf(from),
    to: optionsOf(to),
    isStopped: stop === 'file',
    release: kernelRelease(host)
  }
  return back ? restoreWrites(reset) : resetWrites(reset, provider)
}

function optionsOf(entry: IfcfgEntry | undefined): NormalOpts {
  return (entry === undefined ? undefined : readOptions(entry)) ?? new Map()
}
