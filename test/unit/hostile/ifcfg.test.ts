import { test } from 'vitest'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { toFileText } from '../../../modules/lib/bonding/file-value.ts'
import type { Carried } from './_fuzz.ts'
import { fuzzIfcfg } from './_fuzz-ifcfg.ts'
import type { Wishes, WrittenIfcfg } from './_ifcfg-laws.ts'
import { ifcfgTrials } from './_ifcfg-trials.ts'
import { loadModule } from './_modules.ts'

function toWritten({ trial, ending }: Carried): readonly WrittenIfcfg[] {
  const given = Object.entries((trial.args.settings ?? {}) as JsonObject)
  const wishes: Wishes = new Map(given.map(([key, wish]) => [key, wish === null ? undefined : toFileText(wish)]))
  const mayGo = [true, 'yes'].some(yes => yes === trial.args.exclusive) ? /^/ : /^$/
  return ending.written.map(file => ({ ...file, wishes, mayGo }))
}

test('ifcfg: whatever the arguments and the files, the laws hold, and bash agrees', async () => {
  await fuzzIfcfg({ module: await loadModule('ifcfg'), trials: ifcfgTrials, runs: 1200, writtenBy: toWritten })
}, 7_200_000)
