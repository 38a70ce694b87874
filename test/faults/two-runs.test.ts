import { describe, expect, test } from 'vitest'
import { onHost, skipReason } from './on-host.ts'

describe('two runs at once', () => {
  test.for([
    ['folder', 'in one folder'],
    ['host', 'on one host']
  ])('20 pairs %s end as if one had come after the other', { timeout: 300_000 }, async ([where = ''], { skip }) => {
    skip(skipReason !== undefined, skipReason)
    const { problems } = JSON.parse(await onHost('run-pairs.ts', [where, '20']))
    expect(problems).toEqual([])
  })

  test('a holder that is stopped: the second fails after 30 s and names it', { timeout: 120_000 }, async ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const { pid, seconds, first, second, third } = JSON.parse(await onHost('stop-holder.ts', []))
    expect(second, JSON.stringify({ first, second, third, seconds })).toMatchObject({ failed: true })
    expect(second.msg).toContain(String(pid))
    expect(seconds).toBeGreaterThanOrEqual(30)
    expect(seconds).toBeLessThan(40)
    expect(first).toMatchObject({ changed: true })
    expect(third).toMatchObject({ changed: false })
  })
})
