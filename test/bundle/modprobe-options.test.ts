import { describe, expect, test } from 'vitest'
import { because, type FakeHost, isRoot, playOnFakeHost, runOnFakeHost } from '../support/fake-host.ts'

const options = { miimon: 100 }
const loaded = { 'module/bonding/initstate': 'live\n' }

function warningsOf(host: FakeHost, args: { readonly [option: string]: unknown } = {}): string {
  const task = { module: 'bonding', options, _ansible_check_mode: true, ...args }
  const { result } = runOnFakeHost('modprobe_options', task, host)
  expect(result.msg).toBeUndefined()
  return Array.isArray(result.warnings) ? result.warnings.join('\n') : ''
}

describe.skipIf(!isRoot)(`modprobe_options on a stand-in host${because}`, () => {
  test('a module that is not loaded: nothing to say', () => {
    expect(warningsOf({ sys: { 'module/': '' } })).toBe('')
  })

  test('a module that is loaded gets changed options the next time; unchanged ones it has', () => {
    const task = ['modprobe_options', { module: 'bonding', options }] as const
    const { results } = playOnFakeHost([task, task], { sys: loaded })
    expect(results.map(({ changed }) => changed)).toEqual([true, false])
    expect(results.map(({ warnings }) => warnings)).toEqual([
      [expect.stringContaining('bonding: is loaded; its new options count when it is loaded the next time')],
      []
    ])
  })

  test('a module that is part of the kernel gets none from modprobe', () => {
    expect(warningsOf({ sys: { 'module/bonding/parameters/': '' } })).toContain('bonding: is part of this kernel')
  })

  test('what the command line of the kernel says comes after all files', () => {
    const proc = { cmdline: 'root=/dev/sda1 bonding.miimon=50 bonding-x.y=1\n' }
    const warnings = warningsOf({ sys: { 'module/': '' }, proc })
    expect(warnings).toContain("bonding: the kernel's command line has bonding.miimon=50, which comes after all files")
  })

  test.each([
    ['2.6.39.3', true],
    ['2.6.39-400.17.1.el6uek', false]
  ])('a value that the driver does not know is refused where its source was read: Linux %s', (osrelease, isRefused) => {
    const task = { module: 'bonding', options: { mode: 2, xmit_hash_policy: 'encap2+3' }, _ansible_check_mode: true }
    const { result } = runOnFakeHost('modprobe_options', task, { osrelease, sys: { 'module/': '' } })
    expect(String(result.msg ?? '')).toContain(isRefused ? 'xmit_hash_policy: the driver of Linux 2.6.39.3' : '')
    expect(result.failed === true).toBe(isRefused)
  })

  test.each([
    ['6.18.0', true],
    ['6.1.0', false]
  ])('a value that a release took away is warned of as a guess: Linux %s', (osrelease, isWarned) => {
    const warnings = warningsOf({ osrelease, sys: { 'module/': '' } }, { options: { use_carrier: 0 } })
    expect(warnings).toContain(isWarned ? 'use_carrier=0 was taken away in about Linux 6.18' : '')
    expect(warnings === '').toBe(!isWarned)
  })
})
