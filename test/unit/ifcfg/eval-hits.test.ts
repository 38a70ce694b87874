import { describe, expect, test } from 'vitest'
import { readByEval } from '../../../modules/lib/ifcfg/eval-hits.ts'
import { parseIfcfg } from '../../../modules/lib/ifcfg/parse-ifcfg.ts'
import { bytesOf, runInBash } from './real-bash.ts'
import { ifcfgText, samples } from './shell-fragments.ts'

const CASES = [
  ['the plain line', 'DEVICE=eth0\nSLAVE=yes\n', 'yes'],
  ['no line', 'DEVICE=eth0\n', undefined],
  ['a comment below', 'SLAVE=yes\n#SLAVE=no\n', 'yes'],
  ['a comment above hides it', '#SLAVE=no\nSLAVE=yes\n', undefined],
  ['an indented comment above hides it', '  # was SLAVE=no\nSLAVE=yes\n', undefined],
  ['a comment after the value hides the next', 'SLAVE=yes # c\nSLAVE=no\n', 'yes'],
  ['a # inside a word hides nothing', 'NAME=a#SLAVE=\nSLAVE=yes\n', 'yes'],
  ['another key that ends alike is harmless', 'X_SLAVE=no\nSLAVE=yes\n', 'yes'],
  ['an empty value', 'SLAVE=\n', ''],
  ['quotes', 'SLAVE="yes"\n', 'yes'],
  ['blanks in quotes shrink', 'SLAVE="a  b"\n', 'a b'],
  ['an unterminated quote', 'NAME="SLAVE=\nSLAVE=yes\n', undefined],
  ['a carriage return stays', 'SLAVE=yes\r\n', 'yes\r'],
  ['a command after it', 'SLAVE=yes cmd\n', undefined],
  ['no final newline', 'SLAVE=yes', 'yes'],
  ['a backslash joins the next hit', 'SLAVE=yes\\\nSLAVE=no\n', 'yes SLAVE=no'],
  ['duplicates', 'SLAVE=yes\nSLAVE=no\n', 'no']
] as const

describe('readByEval', () => {
  test.each(CASES)('%s', (_, text, value) => {
    const expected = value === undefined ? { state: 'absent' } : { state: 'value', value }
    expect(readByEval(parseIfcfg(text), 'SLAVE')).toEqual(expected)
  })

  test('real bash evaluates these cases to the same', () => {
    const outcomes = runInBash(CASES.map(([, text]) => ({ text, keys: ['SLAVE'], evaluate: 'SLAVE' })))
    expect(outcomes.map(outcome => outcome?.get('SLAVE'))).toEqual(CASES.map(([, , value]) => value))
  })

  test.each([
    ['a command substitution', 'SLAVE=$(x)\n'],
    ['a pattern that may match file names', '* SLAVE=\nSLAVE=yes\n'],
    ['an assignment before a builtin', 'SLAVE=yes\nexport SLAVE=no\n'],
    ['a NUL character', 'SLAVE=yes\n\0\n']
  ])('unknown: %s', (_, text) => {
    expect(readByEval(parseIfcfg(text), 'SLAVE')).toEqual({ state: 'unknown' })
  })

  test('agrees with real bash on files of all kinds', () => {
    const texts = samples(ifcfgText)
    const outcomes = runInBash(texts.map(text => ({ text, keys: ['DEVICE'], evaluate: 'DEVICE' })))
    const claims = texts.flatMap((text, index) => {
      const reading = readByEval(parseIfcfg(text), 'DEVICE')
      if (reading.state === 'unknown') return []
      const ours = reading.state === 'value' ? bytesOf(reading.value) : undefined
      return [{ text, ours, bash: outcomes[index]?.get('DEVICE') }]
    })
    expect(claims.filter(({ ours, bash }) => ours !== bash)).toEqual([])
    expect(claims.filter(({ bash }) => bash !== undefined).length).toBeGreaterThan(texts.length / 10)
  })
})
