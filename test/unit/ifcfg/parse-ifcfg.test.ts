import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseIfcfg } from '../../../modules/lib/ifcfg/parse-ifcfg.ts'
import { stringifyIfcfg } from '../../../modules/lib/ifcfg/stringify-ifcfg.ts'
import { ifcfgText, shellText } from './shell-fragments.ts'

describe('parseIfcfg', () => {
  test.each([
    ['a plain file', 'DEVICE=eth0\n\n# c\nONBOOT=yes\n', ['assignment', 'blank', 'comment', 'assignment']],
    ['CRLF', 'A=1\r\n\r\n# c\r\n', ['assignment', 'blank', 'comment']],
    ['no final newline', 'A=1', ['assignment']],
    ['an indented key', '  A=1 ; # c\n', ['assignment']],
    ['a carriage return behind a continuation', 'A=1\\\n\r\nB=1\n', ['opaque', 'opaque', 'assignment']],
    ['two assignments on a line', 'A=1 B=2\nA=1;B=2\n', ['opaque', 'opaque']],
    ['a quote over lines', 'A="x\nB=2\n"\nC=3\n', ['opaque', 'opaque', 'opaque', 'assignment']],
    ['a here-document', 'cat <<E\nA=1\n\nE\nC=3\n', ['opaque', 'opaque', 'opaque', 'opaque', 'assignment']],
    ['odd spellings', 'export A=1\nA+=2\nA =3\nunset A\n', ['opaque', 'opaque', 'opaque', 'opaque']],
    ['below a syntax error', 'A=1\n)\nB=2\n# c\n', ['assignment', 'opaque', 'opaque', 'opaque']],
    ['a condition', 'if true; then\nA=1\nfi\n', ['opaque', 'opaque', 'opaque']],
    ['nothing', '', []]
  ])('%s', (_, text, types) => {
    expect(parseIfcfg(text).lines.map(line => line.type)).toEqual(types)
  })

  test('a trailing comment is kept with its blanks', () => {
    expect(parseIfcfg("A='x # y'  # c\n").lines).toEqual([
      { type: 'assignment', source: "A='x # y'  # c\n", key: 'A', comment: '  # c' }
    ])
  })

  test.each([
    ['shell', shellText],
    ['ifcfg', ifcfgText],
    ['anything', fc.string({ unit: 'binary' })]
  ])('stringifyIfcfg gives back every text: %s', (_, texts) => {
    fc.assert(fc.property(texts, text => stringifyIfcfg(parseIfcfg(text)) === text))
  })

  test('nesting without end is no trouble', () => {
    for (const piece of ['(', '$(', '${', '{ ', 'if ', '"$(', 'A=(', '`', '<(']) {
      const text = piece.repeat(20_000)
      expect(stringifyIfcfg(parseIfcfg(text))).toBe(text)
    }
  })
})
