import { expect, test } from 'vitest'
import { knownBuild } from '../../../modules/lib/bonding/host-rules/known-driver.ts'
import { isBefore, kernelRelease } from '../../../modules/lib/bonding/kernel-release.ts'
import { hostWith } from './_files.ts'

test.each([
  ['4.18.0-553.el8_10.x86_64', '5.3', true],
  ['5.14.0-503.el9.x86_64', '5.3', false],
  ['5.3.0', '5.3', false],
  ['5.3', '5.3.1', true],
  ['5.10.1', '5.9', false],
  ['2.6.32-642.6.2.el6.x86_64', '2.6.35', true],
  ['2.6.39-400.17.1.el6uek.x86_64', '3.0', true],
  ['2.6.9', '2.6.33', true],
  ['unknown', '5.3', false],
  [undefined, '5.3', false]
])('%s is before %s: %s', (release, version, expected) => {
  expect(isBefore(release, version)).toBe(expected)
})

test.each([
  ['2.6.32-642.6.2.el6.x86_64', '2.6.32-642.6.2.el6'],
  ['2.6.32-642.6.2.el6.centos.plus.x86_64', '2.6.32-642.6.2.el6'],
  ['2.6.32-642.el6.x86_64', undefined],
  ['2.6.39.3', '2.6.39.3'],
  ['2.6.39.30', undefined],
  ['7.1.8-amd64', '7.1.8'],
  ['7.1.80', undefined],
  [undefined, undefined]
])('the build of %s is %s', (release, build) => {
  expect(knownBuild(release)).toBe(build)
})

test('the release is what /proc says, without one it is not known', () => {
  const path = '/proc/sys/kernel/osrelease'
  expect(kernelRelease(hostWith({ [path]: '5.14.0-503.el9.x86_64\n' }))).toBe('5.14.0-503.el9.x86_64')
  expect(kernelRelease(hostWith({ [path]: '\n' }))).toBeUndefined()
  expect(kernelRelease(hostWith({}))).toBeUndefined()
})
