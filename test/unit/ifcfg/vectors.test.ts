import { describe, expect, test } from 'vitest'
import { parseIfcfg } from '../../../modules/lib/ifcfg/parse-ifcfg.ts'
import { readKey } from '../../../modules/lib/ifcfg/read-key.ts'
import { bytesOf, runInBash } from './real-bash.ts'
import vectors from './vectors.json' with { type: 'json' }

/** What only running the file can tell. */
const UNKNOWN = new Set(['if-false', 'cond-and', 'dup-bad-last', 'backtick', 'cmdsub', 'dq-cmdsub'])

describe('recorded readings of bash and NetworkManager', () => {
  test.each(vectors.readings)('$id: $note', ({ id, text, key, bash, nm }) => {
    const reading = readKey(parseIfcfg(text), key)
    if (UNKNOWN.has(id)) {
      expect(reading).toMatchObject({ state: 'differs', unknown: true, nm: nm ?? undefined })
    } else if ((bash ?? '') !== (nm ?? '')) {
      expect(reading).toMatchObject({ state: 'differs', unknown: false, bash: bash ?? undefined, nm: nm ?? undefined })
    } else if (bash === null && nm === null) {
      expect(reading).toEqual({ state: 'absent' })
    } else {
      expect(reading).toMatchObject({ state: 'value', value: bash ?? '' })
    }
  })

  test('the bash of this machine reads them as recorded', () => {
    const outcomes = runInBash(vectors.readings.map(({ text, key }) => ({ text, keys: [key] })))
    const recorded = vectors.readings.map(({ id, bash }) => [id, bash === null ? undefined : bytesOf(bash)])
    expect(vectors.readings.map(({ id, key }, index) => [id, outcomes[index]?.get(key)])).toEqual(recorded)
  })
})

describe('values as NetworkManager writes them', () => {
  test.each(vectors.svEscape)('$written reads back', ({ value, written }) => {
    expect(readKey(parseIfcfg(`A=${written}\n`), 'A')).toEqual({ state: 'value', value, line: 1 })
  })

  test('the bash of this machine reads them back', () => {
    const outcomes = runInBash(vectors.svEscape.map(({ written }) => ({ text: `A=${written}\n`, keys: ['A'] })))
    expect(outcomes.map(outcome => outcome?.get('A'))).toEqual(vectors.svEscape.map(({ value }) => bytesOf(value)))
  })
})
