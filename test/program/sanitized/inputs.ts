import fc from 'fast-check'
import { loadCases } from '../../golden/load-cases.ts'
import { modules } from '../../support/modules.ts'
import { anyJson, hostileText } from '../../unit/hostile/_arbitraries.ts'
import { bondTrials } from '../../unit/hostile/_bond-trials.ts'
import { ifcfgTrials } from '../../unit/hostile/_ifcfg-trials.ts'
import type { Trial } from '../../unit/hostile/_laws.ts'

/** What a module is given: the bytes of its arguments, where they come from, and the files below its root. */
export interface Input {
  readonly module: string
  readonly how: 'file' | 'input'
  readonly args: Buffer
  readonly files: Trial['files']
}

const how = fc.constantFrom<Input['how']>('file', 'input')
const anyModule = fc.constantFrom(...modules)

/** Arguments that mean something: those of the golden cases, and one for each module that has none. */
const sensible: readonly (readonly [module: string, args: object])[] = [
  ...loadCases().map(({ module, args }): [string, object] => [module, args]),
  ['bond_info', { name: 'bond0', as_tasks: true }],
  ['network_apply', { state: 'status' }],
  ['network_apply', { interfaces: ['bond0'], rollback_timeout: 0 }],
  ['bond_failover', { name: 'bond0', ping_target: 'none', timeout: 1 }]
]

/** Tasks that mostly reach the writer, on files that take much for granted. */
const tasks: fc.Arbitrary<Omit<Input, 'how'>> = fc
  .oneof(
    fc.record({ module: fc.constant('bond'), trial: bondTrials }),
    fc.record({ module: fc.constantFrom('ifcfg', 'ifcfg', 'bond_info'), trial: ifcfgTrials })
  )
  .map(({ module, trial: { args, files } }) => ({
    module,
    args: jsonOf(module === 'bond_info' ? { as_tasks: true } : args),
    files
  }))

/** Good arguments of one module with any value in the place of one, or for another module. */
const spoilt: fc.Arbitrary<Omit<Input, 'how'>> = fc
  .tuple(fc.constantFrom(...sensible), anyModule, fc.boolean(), fc.nat(), anyJson, hostileText)
  .map(([[own, args], other, isOther, at, value, name]) => {
    const names = [...Object.keys(args), name]
    const changed = Object.fromEntries([...Object.entries(args), [names[at % names.length] ?? '', value]])
    return { module: isOther ? other : own, args: jsonOf(changed), files: {} }
  })

/** The text of good arguments, damaged in some places. */
const damaged: fc.Arbitrary<Omit<Input, 'how'>> = fc
  .tuple(
    fc.constantFrom(...sensible),
    fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(9)), { minLength: 1, maxLength: 8 })
  )
  .map(([[module, args], damages]) => ({
    module,
    args: damages.reduce((bytes, [at, byte, kind]) => damage(bytes, at % (bytes.length + 1), byte, kind), jsonOf(args)),
    files: {}
  }))

/** Deep nesting, long texts and numbers, bytes of any kind. */
const garbage: fc.Arbitrary<Omit<Input, 'how'>> = fc
  .tuple(
    anyModule,
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes)),
      fc.json({ maxDepth: 6 }).map(text => Buffer.from(text)),
      fc
        .tuple(
          fc.constantFrom('[', '{"a":', '{"bonds":[', '"\\u0000', '[[],', '"\\ud800', '1e9', '-0.', '{"', '\\'),
          fc.constantFrom(3, 100, 5_000, 100_000)
        )
        .map(([text, times]) => Buffer.from(text.repeat(times))),
      fc
        .tuple(fc.constantFrom(10, 1_000, 50_000), fc.constantFrom('[', '{"a":'))
        .map(([depth, text]) => Buffer.from(`${text.repeat(depth)}1${(text === '[' ? ']' : '}').repeat(depth)}`)),
      fc
        .tuple(fc.constantFrom('name', 'ifcfg', 'x'), fc.constantFrom('9', 'a', '\\u00e9', '\udc80', '😀', '\n'))
        .map(([name, text]) => jsonOf({ [name]: text.repeat(100_000) }))
    )
  )
  .map(([module, args]) => ({ module, args, files: {} }))

/** Half of them tasks, the others less and less like one. */
export const inputs: fc.Arbitrary<Input> = fc
  .tuple(
    how,
    fc.oneof(
      { weight: 5, arbitrary: tasks },
      { weight: 2, arbitrary: spoilt },
      { weight: 2, arbitrary: damaged },
      { weight: 1, arbitrary: garbage }
    )
  )
  .map(([from, input]) => ({ ...input, how: from }))

/** The text of arguments in bytes; the root is put into it later, so that it has the same place whatever happens to the text. */
function jsonOf(args: object): Buffer {
  return Buffer.from(JSON.stringify({ ...args, root: rootMark }))
}

/** What stands for the root in the arguments; as long as the paths that take its place. */
export const rootMark = '/root-of-it'

function damage(bytes: Buffer, at: number, byte: number, kind: number): Buffer {
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  const tokens = [
    '"',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '\\u',
    '\\ud8',
    'null',
    '-',
    '1e999',
    '\0',
    ' ',
    '\ufeff',
    '"root":'
  ]
  const inserted = Buffer.from(tokens[byte % tokens.length] ?? '')
  if (kind < 3) return Buffer.concat([before, Buffer.from([byte]), after.subarray(1)])
  if (kind < 5) return Buffer.concat([before, Buffer.from([byte]), after])
  if (kind < 7) return Buffer.concat([before, inserted, after])
  if (kind === 7) return Buffer.concat([before, after.subarray(byte)])
  if (kind === 8) return Buffer.concat([bytes, after])
  return before
}
