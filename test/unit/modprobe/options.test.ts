import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editOptions } from '../../../modules/lib/modprobe/edit-options.ts'
import { effectiveOptions, findOptions } from '../../../modules/lib/modprobe/find-options.ts'
import { optionWords } from '../../../modules/lib/modprobe/option-words.ts'
import { planOptionsPresent, type WantedOption } from '../../../modules/lib/modprobe/plan-options.ts'
import { type ModprobeSource, withChanges } from '../../../modules/lib/modprobe/read-sources.ts'
import { judgedBy, optionsOf, withoutModprobe } from './_modprobe.ts'

const etc = (name: string, text: string): ModprobeSource => ({ path: `/etc/modprobe.d/${name}`, text, writable: true })
const vendor = (name: string, text: string): ModprobeSource => ({
  path: `/usr/lib/modprobe.d/${name}`,
  text,
  writable: false
})
const option = (name: string, text: string | undefined): WantedOption => ({
  name,
  text,
  isSame: value => value === text?.replace(/"/g, '')
})

/** The parameters in a line, as the kernel's next_arg() takes them apart. */
const LINES: readonly (readonly [string, string, readonly (readonly [string, string | undefined])[]])[] = [
  ['one', 'options x a=1\n', [['a', '1']]],
  [
    'blanks and tabs',
    'options x \t a=1 \t b=2\t\n',
    [
      ['a', '1'],
      ['b', '2']
    ]
  ],
  [
    'a name alone',
    'options x a b=\n',
    [
      ['a', undefined],
      ['b', '']
    ]
  ],
  ['a hyphen in a name is an underscore, in a value it stays', 'options x a-b=c-d\n', [['a_b', 'c-d']]],
  [
    'quotes around a value',
    'options x a="b c" d=1\n',
    [
      ['a', 'b c'],
      ['d', '1']
    ]
  ],
  [
    'quotes around the whole',
    'options x "a=b c" d\n',
    [
      ['a', 'b c'],
      ['d', undefined]
    ]
  ],
  ['quotes within a value stay', 'options x a=b"c d"e\n', [['a', 'b"c d"e']]],
  ['an open quote takes the rest', 'options x a="b c=1 d\n', [['a', 'b c=1 d']]],
  ['a tab between quotes is a blank', 'options x a="b\tc"\n', [['a', 'b c']]],
  ['a second equals sign', 'options x a=b=c\n', [['a', 'b=c']]],
  ['an equals sign at the beginning', 'options x =a\n', [['=a', undefined]]],
  ['a carriage return is white space', 'options x a=1\r\n', [['a', '1']]],
  [
    'a continuation within a value',
    'options x a=1\\\n2 b\n',
    [
      ['a', '12'],
      ['b', undefined]
    ]
  ],
  [
    'an escaped quote is a quote',
    'options x a=\\"b c\\" d\n',
    [
      ['a', 'b c'],
      ['d', undefined]
    ]
  ],
  [
    'a comment is none',
    'options x a=1 # b=2\n',
    [
      ['a', '1'],
      ['#', undefined],
      ['b', '2']
    ]
  ]
]

describe('optionWords', () => {
  test.each(LINES)('%s', (_, line, words) => {
    expect(optionWords(line).map(({ name, value }) => [name, value])).toEqual(words)
  })
})

describe('editOptions', () => {
  const edits: readonly (readonly [
    string,
    string,
    Readonly<Record<string, string | null>>,
    readonly string[],
    string
  ])[] = [
    ['a value', 'options x a=1  b=2 # c\n', { a: 'a=3' }, [], 'options x a=3  b=2 # c\n'],
    ['the first goes', 'options x  a=1 b=2\n', { a: null }, [], 'options x  b=2\n'],
    [
      'one in the middle goes with the blanks before it',
      'options x a \t b \\\n c\n',
      { b: null },
      [],
      'options x a \\\n c\n'
    ],
    ['the last goes with its continuation', 'options x a \\\n  b\n# c\n', { b: null }, [], 'options x a\n# c\n'],
    [
      'all go and the line with them',
      '# c\noptions x a b\noptions y a\n',
      { a: null, b: null },
      [],
      '# c\noptions y a\n'
    ],
    ['all go and others come', 'options x a b\r\n', { a: null, b: null }, ['c=1', 'd'], 'options x c=1 d\r\n'],
    ['new ones at the end', '  options x a \t\r\n', {}, ['b=1'], '  options x a b=1 \t\r\n'],
    ['new ones before what looks like a comment', 'options x a  # b\n', {}, ['c', 'd'], 'options x a c d  # b\n'],
    [
      'new ones on the last line',
      'options x a\noptions x b\nalias x y\n',
      {},
      ['c'],
      'options x a\noptions x b c\nalias x y\n'
    ],
    ['no newline at the end', 'options x a=1', { a: 'a=2' }, ['b'], 'options x a=2 b'],
    ['a backslash at the end', 'options x a=1\\', { a: 'a=2' }, [], 'options x a=2']
  ]
  test.each(edits)('%s', (_, text, changes, append, after) => {
    const change = ({ name }: { readonly name: string }): string | null | undefined => changes[name]
    expect(editOptions(text, { module: 'x', change, append })).toBe(after)
  })

  test('a text that nothing is wanted of keeps its bytes', () => {
    fc.assert(
      fc.property(oddText, text => {
        expect(editOptions(text, { module: 'x', change: () => undefined, append: [] })).toBe(text)
      })
    )
  })
})

describe('planOptionsPresent', () => {
  test.skipIf(withoutModprobe)(`random files get what is wanted or are left alone ${judgedBy}`, () => {
    const values = fc.constantFrom('1', '2', '"a b"', undefined)
    fc.assert(
      fc.property(
        oddText,
        oddText,
        fc.dictionary(fc.constantFrom('a', 'b', 'new'), values),
        (first, second, wanted) => {
          const sources = [etc('1.conf', first), vendor('2.conf', second), etc('3.conf', `options x z=1\n`)]
          const options = Object.entries(wanted).map(([name, text]) => option(name, text))
          const request = { module: 'x', options, exclusive: false, file: '/etc/modprobe.d/x.conf' }
          const plan = planOptionsPresent(sources, request)
          if (plan.problems.length > 0) {
            expect(plan.files).toEqual([])
            return
          }
          const after = withChanges(sources, plan.files)
          expect(planOptionsPresent(after, request).files.filter(file => file.before !== file.after)).toEqual([])
          const effective = effectiveOptions(findOptions(after, 'x'))
          const ours = after.map(({ text }) => findOptions([etc('a.conf', text)], 'x').map(({ options: all }) => all))
          expect(ours).toEqual(after.map(({ text }) => optionsOf(text, 'x')))
          for (const [name, text] of Object.entries(wanted)) {
            expect(effective.has(name)).toBe(text !== undefined)
            expect(effective.get(name)).toBe(text?.replace(/"/g, ''))
          }
        }
      ),
      { numRuns: 80 }
    )
  })
})

/** Texts that are dense in what the readers treat specially. */
const oddText = fc
  .array(
    fc.constantFrom(
      'options x ',
      'options y ',
      'a=1',
      'b="a b"',
      ' a=2',
      ' b',
      '\\',
      '\n',
      '\n',
      '\r',
      '#',
      ' ',
      '\t',
      '"',
      '--'
    ),
    { maxLength: 24 }
  )
  .map(parts => parts.join(''))
