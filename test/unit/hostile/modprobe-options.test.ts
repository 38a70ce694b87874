import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { moduleParams } from '../../../modules/lib/bonding/module-params.ts'
import { judgedBy, withoutModprobe } from '../modprobe/_modprobe.ts'
import { anyJson, defined, hostileText, mostly, oneIn } from './_arbitraries.ts'
import { optionValue } from './_bond-opts.ts'
import { type Carried, fuzz } from './_fuzz.ts'
import type { Trial } from './_laws.ts'
import { loadModule } from './_modules.ts'
import { expectLines, expectRead, type WrittenOptions } from './_options-laws.ts'
import { optionsText } from './_options-texts.ts'

const word = fc
  .array(fc.integer({ min: 0x21, max: 0x7e }), { minLength: 1, maxLength: 10 })
  .map(codes => String.fromCharCode(...codes).replace(/["\\]/g, '_'))
const value = fc.oneof(
  fc.constantFrom<unknown>(0, 1, 16, -1, true, false, '0x10', '010', 'a b', '', 'x,y', null, null, [1, 2], ['a', true]),
  word
)
const names = fc.constantFrom('a', 'b', 'c-d', 'c_d', 'on', 'new', 'numdummies', 'a.b', '9')
const anyOptions = fc.dictionary(names, value, { minKeys: 1, maxKeys: 3, noNullPrototype: true })

/** Parameters of the driver that go together whatever the files say, or seldom do not. */
const ofBonding = fc
  .record({
    max_bonds: oneIn(2, fc.constantFrom<unknown>(0, '0', '0x2', null)),
    tx_queues: oneIn(4, fc.constantFrom<unknown>(1, 255, '16')),
    miimon: oneIn(3, fc.constantFrom<unknown>(0, 100, '100', '0x64', null)),
    mode: oneIn(4, fc.constantFrom<unknown>(1, 'active-backup', '1', 'balance-rr', 6)),
    any: oneIn(
      6,
      fc.constantFrom(...moduleParams).chain(param => fc.tuple(fc.constant(param.name), optionValue(param)))
    )
  })
  .map(({ any, ...options }) => ({
    max_bonds: 1,
    ...defined(options),
    ...(any === undefined ? {} : { [any[0]]: any[1] })
  }))

const modules = mostly(4, fc.constantFrom('dummy', 'usb-storage', 'snd_hda_intel', 'x-y_z'), word)
const more = {
  exclusive: oneIn(5, fc.constantFrom<unknown>(true, false, 'yes')),
  file: oneIn(4, fc.constantFrom('bonding.conf', '/etc/modprobe.d/x-1.conf', 'a.conf')),
  backup: oneIn(5, fc.boolean())
}
const clean = fc
  .oneof(
    { weight: 3, arbitrary: fc.record({ module: fc.constant('bonding'), options: ofBonding, ...more }) },
    { weight: 5, arbitrary: fc.record({ module: modules, options: anyOptions, ...more }) },
    { weight: 1, arbitrary: fc.record({ module: modules, state: fc.constant('absent'), file: more.file }) }
  )
  .map(defined)
const dirty = fc
  .tuple(
    clean,
    fc.record(
      {
        module: fc.oneof(hostileText, anyJson, fc.constantFrom('x'.repeat(220), 'x'.repeat(240), '..', 'x/y')),
        options: mostly(2, fc.dictionary(mostly(2, names, hostileText), mostly(2, hostileText, anyJson)), anyJson),
        file: mostly(2, hostileText, anyJson),
        exclusive: anyJson,
        state: anyJson
      },
      { requiredKeys: [] }
    )
  )
  .map(([args, wrong]): JsonObject => ({ ...args, ...wrong }))

const trials: fc.Arbitrary<Trial> = mostly(5, clean, dirty).chain(args => {
  const name = typeof args.module === 'string' && /^[!-~]{1,40}$/.test(args.module) ? args.module : 'bonding'
  const files = fc.record({
    '/etc/modprobe.d/a.conf': oneIn(2, optionsText(name)),
    '/etc/modprobe.d/bonding.conf': oneIn(4, optionsText(name)),
    [`/etc/modprobe.d/${name.replace(/[^\w.-]/g, '_')}.conf`]: oneIn(6, optionsText(name)),
    '/usr/lib/modprobe.d/dist.conf': oneIn(15, optionsText(name)),
    '/etc/modprobe.conf': oneIn(15, optionsText(name))
  })
  return files.map(there => ({ args: { root: '/hostile', ...args }, files: defined(there) as Trial['files'] }))
})

test.skipIf(withoutModprobe)(
  `modprobe_options: whatever the arguments and the files, the laws hold ${judgedBy}`,
  async () => {
    let judged = 0
    const module = await loadModule('modprobe_options')
    const writtenBy = ({ trial, ending }: Carried): readonly WrittenOptions[] =>
      ending.written.map(file => ({ ...file, wish: module.valuesOf(trial.args) }))
    const figures = await fuzz({
      module,
      trials,
      runs: 300,
      each: carried => {
        writtenBy(carried).forEach(expectLines)
        const { options, state } = module.valuesOf(carried.trial.args)
        const said = carried.ending.run.result.options as JsonObject
        for (const [name, wish] of Object.entries(state === 'absent' ? {} : ((options ?? {}) as JsonObject)))
          expect([name, name.replace(/-/g, '_') in said]).toEqual([name, wish !== null])
      },
      batch: all => {
        const files = all.flatMap(writtenBy)
        expectRead(files)
        judged += files.length
      }
    })
    figures.close('modprobe_options', `${judged} texts read by modprobe`)
  },
  7_200_000
)
