import fs from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readShell } from '../../../modules/lib/ifcfg/read-as-bash.ts'
import { readPlain } from '../../../modules/lib/ifcfg/read-plain.ts'

const cases = path.join(import.meta.dirname, '../../golden/cases')

function filesBelow(folder: string): readonly string[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true })
  return entries.flatMap(entry => {
    const full = path.join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(full) : entry.isFile() ? [full] : []
  })
}

const piece = fc.constantFrom(
  ...[
    'DEVICE',
    'A',
    '_',
    'UID',
    'POSIXLY_CORRECT',
    'BASH_X',
    'SECONDS',
    '1A',
    '=',
    '=',
    '+=',
    ' ',
    '\t',
    '#',
    '\n',
    '\n'
  ],
  ...[
    'eth0',
    '10.0.2.12',
    '"',
    '"',
    "'",
    "'",
    '\\',
    '$A',
    '~',
    ':~',
    '*',
    '[0]',
    '(',
    ')',
    ';',
    '&',
    '`',
    '\r',
    '\0',
    'é'
  ],
  ...['export ', 'return', '"mode=1 miimon=100"', "'x y'", '%', '@', '/', '-', '\f', '{a,b}', '!']
)
const line = fc
  .tuple(fc.constantFrom('A', 'B_2', 'UID', 'x'), fc.constantFrom('1', '"a b"', "'c=d'", '', '$x', '#'))
  .map(([key, value]) => `${key}=${value}`)
const text = fc
  .array(
    fc.oneof(
      piece,
      line,
      line.map(each => `${each}\n`)
    ),
    { maxLength: 12 }
  )
  .map(parts => parts.join(''))

describe('a text of plain assignments is read without the reader of shell code as with it', () => {
  test('in every file of the golden cases', () => {
    const texts = filesBelow(cases).map(file => fs.readFileSync(file, 'latin1'))
    const plain = texts.filter(each => readPlain(each) !== undefined)
    for (const each of plain) expect(readPlain(each)).toEqual(readShell(each))
    expect(plain.length).toBeGreaterThan(texts.length / 4)
  })

  test('in random texts', () => {
    let found = 0
    const verify = (given: string): void => {
      const reading = readPlain(given)
      if (reading !== undefined && reading.statements.length > 0) found++
      if (reading !== undefined) expect(reading).toEqual(readShell(given))
    }
    fc.assert(fc.property(text, verify), { numRuns: 20_000 })
    expect(found).toBeGreaterThan(500)
  })
})
