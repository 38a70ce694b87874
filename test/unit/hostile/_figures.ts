import { appendFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Ending } from './_laws.ts'

/** How many times the usual number of cases: `npm run test:long` sets FUZZ_RUNS to 20,000. */
export const scale = Number(process.env.FUZZ_RUNS ?? 400) / 400

/** From which number random cases are drawn; FUZZ_SEED sets another. */
export const seed = Number(process.env.FUZZ_SEED ?? 1)

/** What became of all trials of one module. */
export interface Figures {
  readonly count: (ending: Ending) => void
  /** Prints the sums, and adds them to the file that FUZZ_FIGURES names. */
  readonly print: (module: string, judged: string) => string
  /** Prints the sums. Fails where less than half of the trials reached the writer, since refusals prove little. */
  readonly close: (module: string, judged: string) => void
}

export function newFigures(): Figures {
  const sums = { 'bad arguments': 0, 'bad host': 0, 'nothing to do': 0, written: 0 }
  const tried = () => Object.values(sums).reduce((sum, count) => sum + count, 0)
  const refused = () => sums['bad arguments'] + sums['bad host']
  const print = (module: string, judged: string) => {
    const line =
      `hostile input, ${module}: ${tried()} tried, ${tried() - refused()} accepted, ${sums.written} reached the writer, refused ` +
      `${sums['bad arguments']} for their arguments and ${sums['bad host']} for what the host has; ${judged}`
    console.log(line)
    if (process.env.FUZZ_FIGURES !== undefined) appendFileSync(process.env.FUZZ_FIGURES, `${line}\n`)
    return line
  }
  return {
    count: ({ state }) => {
      sums[state] += 1
    },
    print,
    close: (module, judged) => {
      const line = print(module, judged)
      expect(sums.written / tried(), line).toBeGreaterThan(0.5)
      expect(refused(), line).toBeGreaterThan(tried() / 20)
    }
  }
}
