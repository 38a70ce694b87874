import { expect, test } from 'vitest'
import { type Check, type Figure, isMet, median, ratio, to } from '../../bench/figures.ts'
import { fleetCost } from '../../bench/fleet/fleet-cost.ts'
import { label, memory, plays, start, tasks } from '../../bench/fleet/labels.ts'
import { digits, partText, summary } from '../../bench/tables.ts'

const figure = (name: string, ...samples: readonly number[]): Figure => ({ label: name, unit: 'ms', samples })
const check = (value: number, target?: Check['target']): Check => ({
  label: 'a / b',
  value,
  unit: 'x',
  of: [figure('a', 2.6), figure('b', 2)],
  ...(target && { target })
})

test.each([
  [[3, 1, 2], 2],
  [[100, 9, 10, 11], 10.5],
  [[7], 7]
])('the median of %j is %d', (samples, expected) => {
  expect(median(samples)).toBe(expected)
})

test('nothing measured has no median', () => {
  expect(() => median([])).toThrow('nothing was measured')
})

test('a ratio is that of the medians, and keeps what it was made of', () => {
  const [a, b] = [figure('a', 10, 30, 20), figure('b', 1, 100, 10)]
  expect(ratio(a, b)).toEqual({ label: 'a / b', value: 2, unit: 'x', of: [a, b] })
  expect(to({ atMost: 3 }, ratio(a, b))).toEqual({ ...ratio(a, b), target: { atMost: 3 } })
})

test.each([
  [1.3, { atMost: 1.3 }, true],
  [1.31, { atMost: 1.3 }, false],
  [15, { atLeast: 15 }, true],
  [14.9, { atLeast: 15 }, false],
  [1, undefined, undefined]
])('%d with the target %j: met is %s', (value, target, expected) => {
  expect(isMet(check(value, target))).toBe(expected)
})

test.each([
  [123.4, '123'],
  [12.34, '12.3'],
  [1.234, '1.23'],
  [0, '0.00']
])('%d is told as %s', (value, expected) => {
  expect(digits(value)).toBe(expected)
})

test('a value that misses its target does not round to one that meets it', () => {
  const missed = { title: 'T', method: [], figures: [], checks: [check(1.301, { atMost: 1.3 }), check(2)] }
  expect(partText(missed)).toMatch(/\| at most 1\.3 x \| 1\.301 x \| 2\.60 ms \/ 2\.00 ms \| not met \|/)
  expect(summary([missed])).toEqual(['0 of 1 targets met', 'not met: a / b, 1.301 x, at most 1.3 x'])
})

test('what 5,000 hosts cost follows from the figures of fifty', () => {
  const text = fleetCost([
    figure(label(plays.nothing, 50, 'controller'), 240),
    figure(label(plays.writes, 50, 'controller'), 480),
    figure(label(plays.nothing, 50, 'first process'), 36),
    figure(label(plays.writes, 50, 'first process'), 36),
    figure(label(tasks.bond, 50, 'first process'), 6),
    figure(label(tasks.ping, 50, 'first process'), 6),
    figure(label(tasks.bond, 50, 'controller'), 60),
    figure(label(tasks.ping, 50, 'controller'), 72),
    figure(label(tasks.bond, 1, 'controller'), 60),
    figure(label(tasks.bond, 1, 'clock'), 180),
    figure(start, 600),
    figure(memory, 70)
  ]).join('\n')
  expect(text).toMatch(/one ansible-playbook, nothing changes +\| 20\.0 min +\| 5\.00 min +\| 3\.01 min/)
  expect(text).toMatch(/four files change +\| 40\.0 min/)
  expect(text).toMatch(/in 10 slices, nothing changes +\| 20\.1 min +\| 5\.03 min +\| 1\.26 min/)
  expect(text).toContain('so 3 forks for each core')
  expect(text).toContain("0.84 s of each host's own processor")
})
