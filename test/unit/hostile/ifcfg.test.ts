import fc from 'fast-check'
import { test } from 'vitest'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { toFileText } from '../../../modules/lib/bonding/file-value.ts'
import { writableValue } from '../ifcfg/shell-fragments.ts'
import { anyJson, defined, hostileText, mostly, oneIn } from './_arbitraries.ts'
import type { Carried } from './_fuzz.ts'
import { fuzzIfcfg } from './_fuzz-ifcfg.ts'
import type { Wishes, WrittenIfcfg } from './_ifcfg-laws.ts'
import { anyIfcfg, hostileIfcfg } from './_ifcfg-texts.ts'
import type { Trial } from './_laws.ts'
import { loadModule } from './_modules.ts'
import { bondNames, knownKeys, portNames } from './_names.ts'

const scripts = '/etc/sysconfig/network-scripts'
const keys = fc.constantFrom(...knownKeys)
const value = fc.oneof(
  { weight: 5, arbitrary: writableValue },
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>('eth0', 'yes', '10.0.0.1', 0, 1500, true, false, null, '', 'a b', "it's")
  },
  {
    weight: 1,
    arbitrary: writableValue.map(text => text.repeat(40)).map(text => text.replace(/[\0-\x1f\x7f-\x9f]/g, '_'))
  }
)
const settings = fc.dictionary(keys, value, { minKeys: 1, maxKeys: 5, noNullPrototype: true })
const hostileSettings = fc.dictionary(mostly(2, keys, hostileText), mostly(2, value, anyJson), { maxKeys: 5 })

/** DEVICE, where it is given, must be the name. */
const clean = fc
  .record({
    name: fc.constantFrom(...portNames, ...bondNames, 'eth0:1'),
    settings,
    state: oneIn(10, fc.constantFrom('present', 'absent')),
    exclusive: oneIn(5, fc.constantFrom<unknown>(true, false, 'yes')),
    backup: oneIn(5, fc.boolean())
  })
  .map(({ settings: { DEVICE, ...rest }, ...args }) =>
    defined({
      ...args,
      settings: DEVICE === undefined || DEVICE === null ? { ...rest, A: 1 } : { ...rest, DEVICE: args.name }
    })
  )
const dirty = fc
  .tuple(
    clean,
    fc.record(
      {
        name: mostly(2, hostileText, anyJson),
        settings: hostileSettings,
        state: anyJson,
        exclusive: anyJson,
        backup: anyJson,
        root: anyJson
      },
      { requiredKeys: [] }
    )
  )
  .map(([args, more]) => ({ ...args, ...more }))
const args: fc.Arbitrary<JsonObject> = mostly(4, clean, dirty).map(given => ({ root: '/hostile', ...given }))

const trials: fc.Arbitrary<Trial> = fc
  .record({
    args,
    lo: fc.constant('DEVICE=lo\n'),
    own: mostly(3, anyIfcfg('# own'), fc.constant(undefined)),
    other: oneIn(3, hostileIfcfg('DEVICE=eth3')),
    copy: oneIn(20, hostileIfcfg('DEVICE=eth0'))
  })
  .map(({ args: given, lo, own, other, copy }) => {
    const name = typeof given.name === 'string' && /^[\w.:-]+$/.test(given.name) ? given.name : 'eth0'
    const texts = { lo, [name]: own, other, 'eth0.rpmsave': copy }
    const files = Object.entries(texts).flatMap(([suffix, text]): [string, string][] =>
      text === undefined ? [] : [[`${scripts}/ifcfg-${suffix}`, text]]
    )
    return { args: given, files: Object.fromEntries(files) }
  })

function toWritten({ trial, ending }: Carried): readonly WrittenIfcfg[] {
  const given = Object.entries((trial.args.settings ?? {}) as JsonObject)
  const wishes: Wishes = new Map(given.map(([key, wish]) => [key, wish === null ? undefined : toFileText(wish)]))
  const mayGo = [true, 'yes'].some(yes => yes === trial.args.exclusive) ? /^/ : /^$/
  return ending.written.map(file => ({ ...file, wishes, mayGo }))
}

test('ifcfg: whatever the arguments and the files, the laws hold, and bash agrees', async () => {
  await fuzzIfcfg({ module: await loadModule('ifcfg'), trials, runs: 1200, writtenBy: toWritten })
}, 7_200_000)
