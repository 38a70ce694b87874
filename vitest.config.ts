import { configDefaults, defineConfig } from 'vitest/config'

const layers = ['unit', 'golden', 'bundle', 'integration', 'faults', 'networkmanager', 'guest'] as const
const timeouts: { readonly [layer: string]: number } = {
  // The laws take as many random cases as FUZZ_RUNS says (npm run test:long).
  unit: process.env.FUZZ_RUNS === undefined ? 30_000 : 1_200_000,
  golden: 60_000,
  bundle: 60_000,
  integration: 300_000,
  faults: 300_000,
  networkmanager: 60_000,
  guest: 120_000
}

/** What takes too long for the CI set, or measures times that only a quiet machine can keep: `npm run test:long` runs it. */
const longOnly = process.env.FAULTS === 'all' ? [] : ['test/guest/cut-off.test.ts']
if (longOnly.length > 0) console.log(`left to npm run test:long: ${longOnly.join(' ')}`)

export default defineConfig({
  test: {
    projects: layers.map(name => ({
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        exclude: [...configDefaults.exclude, ...longOnly],
        testTimeout: timeouts[name] ?? 30_000,
        hookTimeout: 300_000,
        fileParallelism: name !== 'integration' && name !== 'guest',
        // The guest measures times, and has one processor: it comes when the others are done, one file after the other.
        ...(name === 'guest' && { globalSetup: ['test/guest/bench/global-setup.ts'], sequence: { groupOrder: 1 } })
      }
    }))
  }
})
