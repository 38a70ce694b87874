import { expect, test } from 'vitest'
import { type ChangeRecord, endOf } from '../../../modules/lib/change/change-record.ts'

const change: ChangeRecord = {
  ...{ id: 'c1', state: 'reverted', files: [], torn: [], booted: false, foreign: [] },
  ...{ remaining: undefined, reason: 'not confirmed within 180 seconds' }
}

test('the end of a change that did not stay: what, and why', () => {
  expect(endOf(change)).toBe('change c1 has been undone: not confirmed within 180 seconds')
  expect(endOf({ ...change, state: 'reverting' })).toMatch(/^change c1 is being undone: not confirmed/)
})

test('the end of a change that could not be undone: why, and the two ways out', () => {
  const text = endOf({ ...change, state: 'failed', reason: 'ifup bond0 failed: no such card' })
  expect(text).toMatch(/^change c1 could not be undone: ifup bond0 failed: no such card; mend that/)
  expect(text).toContain('state: reverted')
  expect(text).toContain('state: confirmed, id: c1 and force: true')
})
