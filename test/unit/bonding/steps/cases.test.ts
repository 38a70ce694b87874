import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { expectedOf, folder, loadCase } from './_case.ts'

describe.each(readdirSync(folder).sort())('%s', name => {
  const example = loadCase(name)
  const readers = (['initscripts', 'networkmanager', 'both'] as const).filter(reader => example[reader] !== undefined)

  test('is a case of some provider', () => {
    expect(readers).not.toHaveLength(0)
  })

  test.each(readers)('by %s, after the files were written and in check mode', reader => {
    expect(expectedOf(example, reader, false)).toEqual(example[reader])
    expect(expectedOf(example, reader, true)).toEqual(example[reader])
  })
})
