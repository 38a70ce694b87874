import fc from 'fast-check'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { writableValue } from '../ifcfg/shell-fragments.ts'
import { anyJson, defined, hostileText, mostly, oneIn } from './_arbitraries.ts'
import { anyIfcfg, hostileIfcfg } from './_ifcfg-texts.ts'
import type { Trial } from './_laws.ts'
import { bondNames, knownKeys, portNames, scripts } from './_names.ts'

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

/** A task of the module ifcfg and the files that it finds. */
export const ifcfgTrials: fc.Arbitrary<Trial> = fc
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
