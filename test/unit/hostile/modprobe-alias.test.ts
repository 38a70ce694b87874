import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { judgedBy, withoutModprobe } from '../modprobe/_modprobe.ts'
import { anyJson, defined, hostileText, mostly, oneIn } from './_arbitraries.ts'
import { type Carried, fuzz } from './_fuzz.ts'
import { linesOf, surplus, type Trial } from './_laws.ts'
import { showConfigs } from './_modprobe-judge.ts'
import { anyModprobeText } from './_modprobe-texts.ts'
import { loadModule } from './_modules.ts'

const word = fc
  .array(fc.integer({ min: 0x21, max: 0x7e }), { minLength: 1, maxLength: 12 })
  .map(codes => String.fromCharCode(...codes).replace(/[\\[\]*?]/g, '_'))
const aliases = mostly(3, fc.constantFrom('bond0', 'bond1', 'bond-0', 'bond*', 'eth[0-3]', 'net-pf-10', 'x?'), word)
const clean = fc
  .record({
    alias: aliases,
    module: mostly(3, fc.constantFrom('bonding', 'bonding', 'dummy', 'off', '8021q'), word),
    file: oneIn(3, fc.constantFrom('bonding.conf', '/etc/modprobe.d/x-1.conf', 'a.conf')),
    state: oneIn(5, fc.constantFrom('present', 'absent')),
    backup: oneIn(5, fc.boolean())
  })
  .map(defined)
const dirty = fc
  .tuple(
    clean,
    fc.record(
      {
        alias: mostly(2, hostileText, anyJson),
        module: mostly(2, hostileText, anyJson),
        file: mostly(2, hostileText, anyJson),
        state: anyJson
      },
      { requiredKeys: [] }
    )
  )
  .map(([args, more]) => ({ ...args, ...more }))
const files = fc.record({
  '/etc/modprobe.d/bonding.conf': oneIn(3, anyModprobeText),
  '/etc/modprobe.d/a.conf': oneIn(4, anyModprobeText),
  '/etc/modprobe.d/bond0.conf': oneIn(6, anyModprobeText),
  '/usr/lib/modprobe.d/dist.conf': oneIn(12, anyModprobeText),
  '/lib/modprobe.d/a.conf': oneIn(15, anyModprobeText),
  '/etc/modprobe.conf': oneIn(15, anyModprobeText)
})
const trials: fc.Arbitrary<Trial> = fc
  .record({ args: mostly(4, clean, dirty), files })
  .map(({ args, files: there }) => ({ args: { root: '/hostile', ...args }, files: defined(there) as Trial['files'] }))

const underscored = (text: string) => text.replace(/(\[[^\]]*\])|-/g, (_, range?: string) => range ?? '_')

test.skipIf(withoutModprobe)(
  `modprobe_alias: whatever the arguments and the files, the laws hold ${judgedBy}`,
  async () => {
    let judged = 0
    const module = await loadModule('modprobe_alias')
    const wished = ({ trial }: Carried): JsonObject => module.valuesOf(trial.args)
    const figures = await fuzz({
      module,
      trials,
      runs: 1200,
      each: carried => {
        const { module: target, state } = wished(carried)
        for (const { before, after } of carried.ending.written) {
          const come = surplus(linesOf(after), linesOf(before)).filter(line => line !== '')
          expect(come.length, JSON.stringify({ before, after })).toBeLessThanOrEqual(state === 'absent' ? 0 : 1)
          for (const line of come) expect(line.replace(/[\t ]+/g, ' ').trim()).toContain(String(target))
        }
      },
      batch: all => {
        const texts = all.flatMap(carried =>
          carried.ending.written.map(({ after, before }) => ({ after, before, wish: wished(carried) }))
        )
        const there = texts.filter(({ after }) => after !== undefined)
        const then = showConfigs(there.map(({ before }) => before ?? ''))
        showConfigs(there.map(({ after }) => after ?? '')).forEach((lines, index) => {
          const one = there[index]
          const line = `alias ${underscored(String(one?.wish.alias))} ${underscored(String(one?.wish.module))}`
          if (one?.wish.state === 'present')
            expect([one.after, lines.includes(line) ? line : lines]).toEqual([one.after, line])
          // kmod takes the end of a file behind a backslash for a character, until a line is added below.
          const [now, old] = [lines, then[index] ?? []].map(all => all.map(other => other.replace(/\udcff$/, '')))
          const rest = surplus(now?.filter(other => other !== line && other !== '') ?? [], old ?? [])
          if (rest.length > 0) throw new Error(`new to modprobe: ${JSON.stringify({ rest, ...one })}`)
          judged += 1
        })
      }
    })
    figures.close('modprobe_alias', `${judged} texts read by modprobe`)
  },
  7_200_000
)
