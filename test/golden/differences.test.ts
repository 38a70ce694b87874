import { describe, expect, test } from 'vitest'
import { changedFiles, differingKeys, isReadByAugeas, lostComments } from './differences.ts'
import { isImplied } from './implied-keys.ts'
import { loadCases } from './load-cases.ts'

const cases = loadCases().filter(golden => golden.expected.failed === undefined && changedFiles(golden).length > 0)
const named = cases.map(golden => [`${golden.module}: ${golden.name}`, golden] as const)

describe('only what was asked differs, as bash and augeas read the files before and after', () => {
  test.each(named)('%s', (_, golden) => {
    const { changes_keys } = golden.expected
    const found = differingKeys(golden)
    if (changes_keys !== undefined) expect(found).toEqual(sorted(changes_keys))
    else
      for (const [file, keys] of Object.entries(found))
        expect(
          keys.filter(key => !isImplied(golden, file, key)),
          `${file}, where changes_keys of expect.yml can say what is meant`
        ).toEqual([])
    expect(lostComments(golden), 'every comment is still there').toEqual([])
  })
})

test('there are enough cases from the field that say which keys differ, and that augeas can read', () => {
  const stated = cases.filter(({ origin, expected }) => origin !== undefined && expected.changes_keys !== undefined)
  expect(stated.filter(isReadByAugeas).length).toBeGreaterThanOrEqual(30)
})

function sorted(keys: { readonly [file: string]: readonly string[] }): { readonly [file: string]: readonly string[] } {
  return Object.fromEntries(Object.entries(keys).map(([file, names]) => [file, [...names].sort()]))
}
