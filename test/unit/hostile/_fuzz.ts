import fc from 'fast-check'
import { type Figures, newFigures, scale, seed } from './_figures.ts'
import type { Ending, Trial } from './_laws.ts'
import { obeyLaws } from './_laws.ts'
import type { LoadedModule } from './_modules.ts'

/** A trial that was carried out, and what it wrote. */
export interface Carried {
  readonly trial: Trial
  readonly ending: Extract<Ending, { state: 'written' }>
}

export interface Fuzz {
  readonly module: LoadedModule
  readonly trials: fc.Arbitrary<Trial>
  /** How many without `FUZZ_RUNS`. */
  readonly runs: number
  /** Laws of one trial, so that a counterexample is made small. */
  readonly each: (carried: Carried) => void
  /** What judges a batch from outside. */
  readonly batch: (carried: readonly Carried[]) => void
}

const BATCH = 500

/**
 * Draws trials in batches, each from a seed of its own, which a failure names (FUZZ_SEED=<seed> FUZZ_RUNS=<small> repeats it).
 * Lets the test runner breathe between batches.
 */
export async function fuzz({ module, trials, runs, each, batch }: Fuzz): Promise<Figures> {
  const figures = newFigures()
  const total = Math.ceil(runs * scale)
  for (let done = 0; done < total; done += BATCH) {
    const numRuns = Math.min(BATCH, total - done)
    const carried: Carried[] = []
    const property = fc.property(trials, trial => {
      const ending = obeyLaws(module, trial)
      figures.count(ending)
      if (ending.state !== 'written') return
      each({ trial, ending })
      carried.push({ trial, ending })
    })
    fc.assert(property, { numRuns, seed: seed + done })
    try {
      batch(carried)
    } catch (error) {
      throw new Error(`FUZZ_SEED=${seed + done}: ${error instanceof Error ? error.message : error}`, { cause: error })
    }
    await new Promise(resolve => setImmediate(resolve))
  }
  return figures
}
