import { describe, expect, test } from 'vitest'
import { parseIfcfg } from '../../../modules/lib/ifcfg/parse-ifcfg.ts'
import { isWritableValue, quoteValue } from '../../../modules/lib/ifcfg/quote-value.ts'
import { readKey } from '../../../modules/lib/ifcfg/read-key.ts'
import { bytesOf, runInBash } from './real-bash.ts'
import { samples, writableValue } from './shell-fragments.ts'

const WRITTEN: readonly (readonly [string, string])[] = [
  ['', ''],
  ['eth0', 'eth0'],
  ['52:54:00:12:34:56', '52:54:00:12:34:56'],
  ['fe80::1%eth0/64,a+b=c@d^e-f_g', 'fe80::1%eth0/64,a+b=c@d^e-f_g'],
  ['mode=1 miimon=100', '"mode=1 miimon=100"'],
  ['a"b\\c$d`e', '"a\\"b\\\\c\\$d\\`e"'],
  ["it's", '"it\'s"'],
  ['a\tb', '"a\tb"'],
  ['café', '"café"'],
  ...Array.from('~*?[]{}!#;&|<>()', char => [char, `"${char}"`] as const)
]

describe('quoteValue', () => {
  test.each(WRITTEN)('%j is written %s', (value, written) => {
    expect(quoteValue(value)).toBe(written)
  })

  test.each(['a\nb', 'a\rb', '\0', '\x1b', '\x7f', '\x85', '\udcff', '\ud83d'])('%j is refused', value => {
    expect(isWritableValue(value)).toBe(false)
    expect(() => quoteValue(value)).toThrow(RangeError)
  })

  test('real bash and both our readers read every writable value back', () => {
    const values = samples(writableValue)
    const texts = values.map(value => `A=${quoteValue(value)}\nB=end\n`)
    const outcomes = runInBash(texts.map(text => ({ text, keys: ['A', 'B'] })))
    expect(outcomes.map(outcome => outcome?.get('A'))).toEqual(values.map(bytesOf))
    expect(outcomes.every(outcome => outcome?.get('B') === 'end')).toBe(true)
    expect(texts.map(text => readKey(parseIfcfg(text), 'A'))).toEqual(
      values.map(value => ({ state: 'value', value, line: 1 }))
    )
  })
})
