import { expect, test } from 'vitest'
import { kernelInteger, paramMeaning, paramText } from '../../../modules/lib/bonding/module-params.ts'
import { paramNamed } from '../../../modules/lib/bonding/rules/module-option-rules.ts'

/** By kstrtoll() with base 0 (lib/kstrtox.c). */
test.each([
  ['100', 100],
  ['0x64', 100],
  ['0144', 100],
  ['+7', 7],
  ['-1', -1],
  ['0', 0],
  ['08', undefined],
  ['1.5', undefined],
  ['', undefined],
  ['1 ', undefined],
  ['0x', undefined]
])('%s as a parameter of the kernel', (text, number) => {
  expect(kernelInteger(text)).toBe(number)
})

test.each([
  ['mode', 'active-backup', 'active-backup'],
  ['mode', 1, 'active-backup'],
  ['mode', 'Active-Backup', undefined],
  ['max-bonds', '0x10', '16'],
  ['tx_queues', 0, undefined],
  ['arp_ip_target', ['10.0.0.1', '10.0.0.2'], '10.0.0.1,10.0.0.2'],
  ['arp_ip_target', '+10.0.0.1', undefined],
  ['arp_ip_target', '10.0.0.1,10.0.0.1', undefined],
  ['primary', 'eth0', 'eth0'],
  ['primary', 'a name with blanks', undefined],
  ['miimon', true, undefined]
])('%s=%s means %s to the driver', (name, value, meaning) => {
  const param = paramNamed(name)
  expect(param === undefined ? 'unknown' : paramMeaning(param, paramText(param, value))).toBe(meaning)
})
