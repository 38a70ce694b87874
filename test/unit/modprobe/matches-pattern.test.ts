import { describe, expect, test } from 'vitest'
import { matchesPattern } from '../../../modules/lib/modprobe/matches-pattern.ts'
import { judgedBy, modulesOf, withoutModprobe } from './_modprobe.ts'

/** A pattern, names that it matches, names that it does not; spelt with `_`, as kmod compares them. */
const PATTERNS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['zbond0', ['zbond0'], ['zbond', 'zbond00', 'azbond0']],
  ['zbond*', ['zbond', 'zbond0', 'zbond12'], ['zbon', 'azbond']],
  ['*zbond*0', ['zbond0', 'azbondzbond10'], ['zbond1']],
  ['z*b*c', ['zbc', 'zbbcc', 'zxbxcxc'], ['zbcx', 'zcb']],
  ['zbond?', ['zbond0', 'zbond_'], ['zbond', 'zbond10']],
  ['zbond[0-2]', ['zbond0', 'zbond2'], ['zbond3', 'zbond-']],
  ['zbond[!0-2]', ['zbond3', 'zbond_'], ['zbond0', 'zbond']],
  ['zbond[^02]', ['zbond1'], ['zbond0', 'zbond2']],
  ['zbond[a-]', ['zbonda'], ['zbondb']],
  ['zbond[_a-c5]', ['zbond_', 'zbondb', 'zbond5'], ['zbondd']],
  ['zbond[2-0]', [], ['zbond0', 'zbond1', 'zbond2']],
  ['zbond[]', ['zbond[]'], ['zbond', 'zbondx']],
  ['zbond[!]x', ['zbond[!]x'], ['zbondax']],
  ['zb/nd*', ['zb/nd/0'], ['zb_nd']],
  ['zbond.0', ['zbond.0'], ['zbondx0']],
  ['*zz*', ['zz', 'azzb'], ['zaz']]
]

describe('matchesPattern', () => {
  test.each(PATTERNS)('%s', (pattern, matching, others) => {
    expect(matching.filter(name => !matchesPattern(pattern, name))).toEqual([])
    expect(others.filter(name => matchesPattern(pattern, name))).toEqual([])
  })

  test('an escaped wildcard is a letter', () => {
    expect([matchesPattern('a\\*b', 'a*b'), matchesPattern('a\\*b', 'axb')]).toEqual([true, false])
  })

  test('many stars end in time', () => {
    expect(matchesPattern(`${'*a'.repeat(40)}b`, 'a'.repeat(60))).toBe(false)
  })
})

describe.skipIf(withoutModprobe)(`the table of patterns is right ${judgedBy}`, () => {
  test.each(PATTERNS)('%s', (pattern, matching, others) => {
    const files = { 'a.conf': `alias ${pattern} zmodule\n` }
    expect(matching.filter(name => modulesOf(files, name).length === 0)).toEqual([])
    expect(others.filter(name => modulesOf(files, name).length > 0)).toEqual([])
  })
})
