import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const layers = ['unit', 'golden', 'bundle', 'program', 'integration', 'faults', 'networkmanager', 'guest'] as const
const timeouts: { readonly [layer: string]: number } = {
  // The laws take as many random cases as FUZZ_RUNS says (npm run test:long).
  unit: process.env.FUZZ_RUNS === undefined ? 30_000 : 1_200_000,
  golden: 60_000,
  bundle: 60_000,
  program: 60_000,
  integration: 300_000,
  faults: 300_000,
  networkmanager: 60_000,
  guest: 120_000
}
const globalSetup = ['test/guest/bench/global-setup.ts']
const measured = 'test/guest/times/**'

/** What asks for seconds that only a quiet machine can keep, takes twenty hosts or an hour: `npm run test:long` runs it. */
const long = ['test/guest/times/cut-off.test.ts', 'test/guest/rollout.test.ts', 'test/bundle/rebuild*.test.ts']
const longOnly = process.env.FAULTS === 'all' ? [] : long
if (longOnly.length > 0) console.log(`left to npm run test:long: ${longOnly.join(' ')}`)

/** Tests on stand-ins, which share nothing on this machine and mostly wait. */
const byStandIns = ['test/integration/action/*.test.ts', 'test/integration/ro*.test.ts']

/** What a layer has besides. A guest has one processor: each worker has one of its own, but what measures times is alone. */
const besides: { readonly [layer: string]: TestProjectInlineConfiguration['test'] } = {
  bundle: { exclude: [...configDefaults.exclude, ...longOnly] },
  program: { exclude: [...configDefaults.exclude, ...longOnly] },
  integration: { fileParallelism: false, exclude: [...configDefaults.exclude, ...byStandIns] },
  guest: {
    globalSetup,
    exclude: [...configDefaults.exclude, measured, ...longOnly],
    maxWorkers: 2,
    sequence: { groupOrder: 1 }
  }
}

export default defineConfig({
  test: {
    // As many as there are processors: vitest's own default leaves one of them idle.
    maxWorkers: availableParallelism(),
    projects: [
      ...layers.map(name => project(name, [`test/${name}/**/*.test.ts`], besides[name])),
      project('integration-stand-ins', byStandIns, { maxWorkers: 2, sequence: { groupOrder: 3 } }),
      project('guest-times', [`${measured}/*.test.ts`], {
        ...{ globalSetup, fileParallelism: false, sequence: { groupOrder: 2 } },
        exclude: [...configDefaults.exclude, ...longOnly]
      })
    ]
  }
})

function project(
  name: string,
  include: readonly string[],
  more: TestProjectInlineConfiguration['test']
): TestProjectInlineConfiguration {
  const [layer = name] = name.split('-')
  return {
    test: { name, include: [...include], testTimeout: timeouts[layer] ?? 30_000, hookTimeout: 300_000, ...more }
  }
}
