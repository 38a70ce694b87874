import { expect, test } from 'vitest'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { hasNamespaces, withoutNamespaces } from '../../support/network-namespace.ts'
import { type Carried, fuzz } from './_fuzz.ts'
import { loadModule } from './_modules.ts'
import { scripts } from './_names.ts'
import { type RoutingTrial, routingTrials } from './_routing-args.ts'
import { type RoutingTexts, routeAll } from './_routing-judge.ts'
import { expectKept, expectRouted } from './_routing-laws.ts'

const kinds = ['route', 'route6', 'rule', 'rule6']

/** How many of a batch a kernel judges. */
const JUDGED = 60

test.skipIf(!hasNamespaces && process.env.CI === undefined)(
  `bond: whatever its routes and rules and the files of others, a kernel has those that were asked for${withoutNamespaces}`,
  async () => {
    let judged = 0
    const module = await loadModule('bond')
    const textsOf = ({ ending }: Carried): RoutingTexts => {
      const all = kinds.map((kind): [string, string | undefined] => [
        kind,
        ending.world.get(`${scripts}/${kind}-bond0`)
      ])
      return Object.fromEntries(all.filter((one): one is [string, string] => one[1] !== undefined))
    }
    const figures = await fuzz<RoutingTrial>({
      module,
      trials: routingTrials,
      runs: 500,
      each: ({ trial, ending }) => {
        ending.written.forEach(expectKept)
        const { routes, rules, state } = trial.args
        for (const kind of kinds) {
          const path = `${scripts}/${kind}-bond0`
          const isNamed = (kind.startsWith('route') ? routes : rules) !== undefined || state === 'absent'
          if (!isNamed) expect(ending.world.get(path)).toBe(trial.files[path])
          if (state === 'absent') expect(ending.world.has(path)).toBe(false)
        }
      },
      batch: all => {
        const sound = all.filter(
          ({ trial: { isSound, args } }) => isSound && args.state !== 'absent' && bothNamed(args)
        )
        const some = sound.slice(0, JUDGED)
        routeAll(some.map(textsOf)).forEach((routed, index) => {
          const one = some[index]
          if (one === undefined) return
          try {
            expectRouted(module.valuesOf(one.trial.args), routed)
          } catch (error) {
            throw new Error(
              `${JSON.stringify([one.trial, textsOf(one)])}: ${error instanceof Error ? error.message : error}`
            )
          }
        })
        judged += some.length
      }
    })
    figures.close('bond with routes', `${judged} given to a kernel`)
  },
  7_200_000
)

/** What the task does not name is left to the files that others wrote, which no kernel need take. */
function bothNamed({ routes, rules }: JsonObject): boolean {
  return routes !== undefined && rules !== undefined
}
