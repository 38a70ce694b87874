import fc from 'fast-check'
import { type Figures, newFigures, scale, seed } from './_figures.ts'
import type { Ending, Trial } from './_laws.ts'
import { obeyLaws } from './_laws.ts'
import type { LoadedModule } from './_modules.ts'

/** A trial that was carried out, and what it wrote. */
export interface Carried<T extends Trial = Trial> {
  readonly trial: T
  readonly ending: Extract<Ending, { state: 'written' }>
}

export interface Fuzz<T extends Trial> {
  readonly module: LoadedModule
  readonly trials: fc.Arbitrary<T>
  /** How many without `FUZZ_RUNS`. */
  readonly runs: number
  /** Laws of one trial, so that a counterexample is made small. */
  readonly each: (carried: Carried<T>) => void
  /** Laws of one trial that there was nothing to do for. */
  readonly idle?: (trial: T) => void
  /** What judges a batch from outside. */
  readonly batch: (carried: readonly Carried<T>[]) => void
}

const BATCH = 500

/**
 * Draws trials in batches, each from a seed of its own, which a failure names (FUZZ_SEED=<seed> FUZZ_RUNS=<small> repeats it);
 * goes on after one. Lets the test runner breathe between batches.
 */
export async function fuzz<T extends Trial>({ module, trials, runs, each, idle, batch }: Fuzz<T>): Promise<Figures> {
  const figures = newFigures()
  const failures: string[] = []
  const total = Math.ceil(runs * scale)
  for (let done = 0; done < total; done += BATCH) {
    const carried: Carried<T>[] = []
    const property = fc.property(trials, trial => {
      const ending = obeyLaws(module, trial)
      figures.count(ending)
      if (ending.state === 'nothing to do') idle?.(trial)
      if (ending.state !== 'written') return
      each({ trial, ending })
      carried.push({ trial, ending })
    })
    try {
      fc.assert(property, { numRuns: Math.min(BATCH, total - done), seed: seed + done })
      batch(carried)
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `\n${error.cause.message}` : ''
      failures.push(`FUZZ_SEED=${seed + done}: ${error instanceof Error ? error.message : error}${cause}`)
    }
    await new Promise(resolve => setImmediate(resolve))
  }
  if (failures.length > 0) {
    figures.print(module.name, `${failures.length} batches failed`)
    throw new Error(failures.join('\n\n'))
  }
  return figures
}
