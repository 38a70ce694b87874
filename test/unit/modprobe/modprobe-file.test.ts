import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isOnlyBlank,
  listAliases,
  listOptions,
  parseModprobe,
  removeAlias,
  setAlias,
  stringifyModprobe
} from '../../../modules/lib/modprobe/modprobe-file.ts'
import { aliasesOf, judgedBy, optionsOf, withoutModprobe } from './_modprobe.ts'

/** What each text says, as modprobe prints it. */
const TEXTS: readonly (readonly [string, string, readonly string[]])[] = [
  ['an alias', 'alias bond0 bonding\n', ['alias bond0 bonding']],
  ['an empty file', '', []],
  ['blank lines', '\n \n\t\n', []],
  ['no final newline', 'alias bond0 bonding', ['alias bond0 bonding']],
  ['CRLF', 'alias bond0 bonding\r\n', ['alias bond0 bonding\r']],
  ['CRLF after a later word', 'alias bond0 bonding x\r\n', ['alias bond0 bonding']],
  ['a line that is a carriage return', '\r\nalias bond0 bonding\n', ['alias bond0 bonding']],
  ['later words', 'alias bond0 bonding # by hand\n', ['alias bond0 bonding']],
  ['tabs and blanks', '\t alias\t bond0 \t bonding \t\n', ['alias bond0 bonding']],
  ['a vertical tab is no blank', 'alias bond0\vbonding x\n', ['alias bond0\vbonding x']],
  ['a comment', '# alias bond0 bonding\nalias bond1 bonding\n', ['alias bond1 bonding']],
  ['an indented comment is a bad line', ' # alias bond0 bonding\n', []],
  ['an alias without module', 'alias bond0\nalias bond1 bonding\n', ['alias bond1 bonding']],
  ['an alias alone', 'alias\n', []],
  ['upper case is no keyword', 'ALIAS bond0 bonding\n', []],
  ['a continuation', 'alias \\\nbond0 \\\nbonding\n', ['alias bond0 bonding']],
  ['a continuation within a word', 'alias bo\\\nnd0 bonding\n', ['alias bond0 bonding']],
  [
    'a comment that swallows the next line',
    '# see \\\nalias bond0 bonding\nalias bond1 bonding\n',
    ['alias bond1 bonding']
  ],
  ['a comment that ends in two backslashes', '# see \\\\\nalias bond0 bonding\n', ['alias bond0 bonding']],
  [
    'CRLF undoes a continuation',
    'alias bond0 bonding \\\r\nalias bond1 bonding\n',
    ['alias bond0 bonding', 'alias bond1 bonding']
  ],
  ['a backslash within a word', 'al\\ias b\\ond0 bonding\n', ['alias bond0 bonding']],
  ['an escaped # at column 0', '\\# x\nalias bond0 bonding\n', ['alias bond0 bonding']],
  ['an escaped blank separates all the same', 'alias\\ bond0 bonding\n', ['alias bond0 bonding']],
  ['a backslash at the very end', 'alias bond0 bonding\\', ['alias bond0 bonding\udcff']],
  ['a dash', 'alias bond-a-b snd-card-0\n', ['alias bond_a_b snd_card_0']],
  ['a dash in brackets', 'alias bond-[0-9]-x bonding\n', ['alias bond_[0-9]_x bonding']],
  ['wildcards', 'alias bond* bonding\nalias bond? bonding\n', ['alias bond* bonding', 'alias bond? bonding']],
  ['an open bracket', 'alias bond[0 bonding\nalias bond1 bonding\n', ['alias bond1 bonding']],
  ['a stray closing bracket', 'alias bond0] bonding\n', []],
  ['a bracket in the module', 'alias bond0 bond[ing\n', []],
  ['a character class', 'alias bond[[:digit:]] bonding\n', []],
  ['two aliases', 'alias bond0 bonding\nalias bond0 dummy\n', ['alias bond0 bonding', 'alias bond0 dummy']],
  ['quotes are letters', 'alias "bond0" \'bonding\'\n', ['alias "bond0" \'bonding\'']],
  ['other directives', 'options bonding max_bonds=0\ninstall x alias bond0 bonding\nblacklist alias\n', []],
  ['a byte order mark', '\ufeffalias bond0 bonding\n', []],
  ['a byte that is not UTF-8', 'alias b\udcff bonding\n', ['alias b\udcff bonding']],
  ['a NUL ends the line', 'alias bond0 bond\0ing\nalias bond1\0 bonding\n', ['alias bond0 bond']],
  ['a NUL at column 0', '\0alias bond0 bonding\nalias bond1 bonding\n', ['alias bond1 bonding']]
]

const asPrinted = (text: string): readonly string[] =>
  listAliases(parseModprobe(text)).map(({ pattern, module }) => `alias ${pattern} ${module}`)

/** Texts that are dense in what the reader treats specially. */
const oddText = fc
  .array(
    fc.constantFrom(
      'alias ',
      'bond0',
      'bond-1',
      ' bonding',
      '\\',
      '\n',
      '\n',
      '\r',
      '#',
      ' ',
      '\t',
      '[',
      ']',
      '-',
      '*',
      'options '
    ),
    { maxLength: 24 }
  )
  .map(parts => parts.join(''))

describe('listAliases', () => {
  test.each(TEXTS)('%s', (_, text, expected) => {
    expect(asPrinted(text)).toEqual(expected)
  })

  test('the line is the first physical one', () => {
    const lines = listAliases(parseModprobe('# a \\\n b\n\nalias \\\nx m\nalias y m\n')).map(({ line }) => line)
    expect(lines).toEqual([4, 6])
  })
})

describe.skipIf(withoutModprobe)(`the table of texts is right ${judgedBy}`, () => {
  test.each(TEXTS)('%s', (_, text, expected) => {
    expect(aliasesOf(text)).toEqual(expected)
  })

  test('and so is what random texts give', () => {
    fc.assert(
      fc.property(oddText, text => {
        expect(asPrinted(text)).toEqual(aliasesOf(text))
      }),
      { numRuns: 60 }
    )
  })
})

/** What each text says of the options of a module that is called m_1. */
const OPTIONS: readonly (readonly [string, string, readonly string[]])[] = [
  ['options', 'options m_1 a=1 b=2\n', ['a=1 b=2']],
  ['several lines', 'options m_1 a=1\noptions other x\noptions m-1 b=2\n', ['a=1', 'b=2']],
  ['a number sign is no comment there', 'options m_1 a=1 # why\n', ['a=1 # why']],
  ['tabs and blanks', ' \toptions\t m_1 \t a=1 \n', ['a=1']],
  ['a continuation', 'options m_1 a=1 \\\n b=2\n', ['a=1  b=2']],
  ['CRLF', 'options m_1 a=1\r\n', ['a=1']],
  ['no options', 'options m_1\n', []],
  ['an open bracket', 'options m_[1 a=1\n', []],
  ['a comment', '#options m_1 a=1\n', []]
]

const optionsIn = (text: string): readonly string[] =>
  listOptions(parseModprobe(text))
    .filter(({ module }) => module === 'm_1')
    .map(({ options }) => options)

describe('listOptions', () => {
  test.each(OPTIONS)('%s', (_, text, expected) => {
    expect(optionsIn(text)).toEqual(expected)
  })

  test('the line is the first physical one', () => {
    expect(listOptions(parseModprobe('# a \\\n b\n\noptions m a=1 \\\n b\n')).map(({ line }) => line)).toEqual([4])
  })
})

describe.skipIf(withoutModprobe)(`the table of options is right ${judgedBy}`, () => {
  test.each(OPTIONS)('%s', (_, text, expected) => {
    expect(optionsOf(text, 'm_1')).toEqual(expected)
  })
})

describe('stringifyModprobe', () => {
  test.each(TEXTS)('gives back: %s', (_, text) => {
    expect(stringifyModprobe(parseModprobe(text))).toBe(text)
  })

  test('gives back every text', () => {
    fc.assert(
      fc.property(fc.oneof(oddText, fc.string({ unit: 'binary' })), text => {
        expect(stringifyModprobe(parseModprobe(text))).toBe(text)
      })
    )
  })
})

const EDITS: readonly (readonly [string, string, string])[] = [
  ['an empty file', '', 'alias bond0 bonding\n'],
  ['appends', 'options bonding x=1\n', 'options bonding x=1\nalias bond0 bonding\n'],
  ['ends the last line first', 'options bonding x=1', 'options bonding x=1\nalias bond0 bonding\n'],
  ['is not swallowed by a comment', '# a \\\n', '# a \\\n\nalias bond0 bonding\n'],
  ['comes before a lone backslash at the very end', 'x\n# a \\', 'x\nalias bond0 bonding\n# a \\'],
  ['is not swallowed by a continuation', 'options bonding \\\n', 'options bonding \\\n\nalias bond0 bonding\n'],
  ['needs no second newline after two backslashes', '# a \\\\\n', '# a \\\\\nalias bond0 bonding\n'],
  ['changes the module only', '\talias  bond0\tdummy  # mine\r\n', '\talias  bond0\tbonding  # mine\r\n'],
  ['drops a carriage return that is part of the module', 'alias bond0 bonding\r\nx\r\n', 'alias bond0 bonding\nx\r\n'],
  ['keeps a missing final newline', 'alias bond0 dummy', 'alias bond0 bonding'],
  ['changes the last of two', 'alias bond0 a\nalias bond0 b\n', 'alias bond0 a\nalias bond0 bonding\n'],
  ['writes a continued line anew', 'alias \\\nbond0 dummy\nx\n', 'alias bond0 bonding\nx\n'],
  ['leaves other patterns', 'alias bond* dummy\n', 'alias bond* dummy\nalias bond0 bonding\n']
]

describe('setAlias', () => {
  test.each(EDITS)('%s', (_, before, after) => {
    expect(stringifyModprobe(setAlias(parseModprobe(before), 'bond0', 'bonding'))).toBe(after)
  })

  test('finds a pattern spelt with a dash', () => {
    const file = setAlias(parseModprobe('alias bond_a dummy\n'), 'bond-a', 'bonding')
    expect(stringifyModprobe(file)).toBe('alias bond_a bonding\n')
  })

  test.each(['alias bond0 snd_card', 'alias bond0 a\nalias bond0 snd-card # x\n'])('the same object: %j', text => {
    const file = parseModprobe(text)
    expect(setAlias(file, 'bond0', 'snd-card')).toBe(file)
  })

  test('the alias stands, nothing else changes, and once more is the same object', () => {
    fc.assert(
      fc.property(oddText, text => {
        const before = parseModprobe(text)
        const after = setAlias(before, 'bond0', 'new')
        const others = (file: typeof before) =>
          listAliases(file)
            .map(({ pattern, module }) => `${pattern} ${module}`)
            .filter(line => !line.startsWith('bond0 '))
        const own = listAliases(parseModprobe(stringifyModprobe(after))).filter(({ pattern }) => pattern === 'bond0')
        expect(own[own.length - 1]?.module).toBe('new')
        expect(setAlias(after, 'bond0', 'new')).toBe(after)
        expect(others(after)).toEqual(others(before))
      })
    )
  })
})

describe('removeAlias', () => {
  test.each([
    ['every line of the pattern', 'alias bond0 a\n# x\nalias bond0 b\n', undefined, '# x\n'],
    ['those of a module only', 'alias bond0 a\nalias bond0 b\n', 'b', 'alias bond0 a\n'],
    ['a continued line whole', 'alias \\\nbond0 a\nx\n', undefined, 'x\n'],
    ['no other pattern', 'alias bond* a\nalias bond1 a\n', undefined, 'alias bond* a\nalias bond1 a\n'],
    ['not a module that a carriage return makes another', 'alias bond0 a\r\n', 'a', 'alias bond0 a\r\n'],
    ['not what a comment swallows', '# \\\nalias bond0 a\n', undefined, '# \\\nalias bond0 a\n']
  ])('removes %s', (_, before, module, after) => {
    expect(stringifyModprobe(removeAlias(parseModprobe(before), 'bond0', module))).toBe(after)
  })

  test('the same object when there is none', () => {
    const file = parseModprobe('alias bond1 bonding\n')
    expect(removeAlias(file, 'bond0')).toBe(file)
  })
})

describe('isOnlyBlank', () => {
  test.each([
    ['', true],
    ['\n \t\r\n\\\n', false],
    [' \r\n\n', true],
    ['# x\n', false],
    ['bad\n', false]
  ])('%j: %s', (text, expected) => {
    expect(isOnlyBlank(parseModprobe(text))).toBe(expected)
  })
})
