import { test } from 'vitest'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { bondTrials } from './_bond-trials.ts'
import { askedOf } from './_bond-wishes.ts'
import type { Carried } from './_fuzz.ts'
import { fuzzIfcfg } from './_fuzz-ifcfg.ts'
import { loadModule } from './_modules.ts'

test('bond: whatever the arguments and the files, the laws hold, and bash agrees', async () => {
  const module = await loadModule('bond')
  const writtenBy = ({ trial, ending }: Carried) => {
    const values = module.valuesOf(trial.args)
    const bonds = Array.isArray(values.bonds) ? (values.bonds as JsonObject[]) : [values]
    return ending.written.flatMap(file => askedOf(bonds, file))
  }
  await fuzzIfcfg({ module, trials: bondTrials, runs: 2000, writtenBy })
}, 7_200_000)
