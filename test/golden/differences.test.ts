import { describe, expect, test } from 'vitest'
import { changedFiles, differingKeys, isReadByAugeas, lostComments } from './differences.ts'
import { isImplied } from './implied-keys.ts'
import { loadCases } from './load-cases.ts'

const cases = loadCases().filter(golden => golden.expected.failed === undefined && changedFiles(golden).length > 0)
const named = cases.map(golden => [`${golden.module}: ${golden.name}`, golden] as const)
const field = cases.filter(({ origin }) => origin !== undefined)

describe('only what was asked differs, as bash and augeas read the files before and after', () => {
  test.each(named)('%s', (_, golden) => {
    const { changes_keys } = golden.expected
    const found = differingKeys(golden)
    if (changes_keys !== undefined) expect(found).toEqual(sorted(changes_keys))
    else
      for (const [file, keys] of Object.entries(found))
        expect(
          keys.filter(key => !isImplied(golden, file, key)),
          file
        ).toEqual([])
    expect(lostComments(golden), 'every comment is still there').toEqual([])
  })
})

test('a case from the field says which keys differ, and there are enough of them that augeas can read', () => {
  expect(field.filter(({ expected }) => expected.changes_keys === undefined).map(({ name }) => name)).toEqual([])
  expect(field.filter(isReadByAugeas).length).toBeGreaterThanOrEqual(30)
})

function sorted(keys: { readonly [file: string]: readonly string[] }): { readonly [file: string]: readonly string[] } {
  return Object.fromEntries(Object.entries(keys).map(([file, names]) => [file, [...names].sort()]))
}
