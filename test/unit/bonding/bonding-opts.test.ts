import { describe, expect, test } from 'vitest'
import { formatBondingOpts, normalOpts, parseBondingOpts, sameOpts } from '../../../modules/lib/bonding/bonding-opts.ts'

function sameText(a: string, b: string): boolean {
  const [first, second] = [parseBondingOpts(a), parseBondingOpts(b)]
  return first !== undefined && second !== undefined && sameOpts(first, second)
}

describe('what BONDING_OPTS means', () => {
  test.each([
    ['number and name of the mode', 'mode=1 miimon=100', 'mode=active-backup miimon=100', true],
    ['another order', 'mode=1 miimon=100', 'miimon=100 mode=1', true],
    ['more blanks', 'mode=1 miimon=100', '  mode=1   miimon=100 ', true],
    ['leading zeros', 'mode=1 miimon=100', 'mode=1 miimon=0100', true],
    ['another value', 'mode=1 miimon=100', 'mode=1 miimon=50', false],
    ['one option more', 'mode=1 miimon=100', 'mode=1 miimon=100 updelay=0', false],
    [
      'targets in another order',
      'mode=1 arp_interval=9 arp_ip_target=1.1.1.1,2.2.2.2',
      'mode=1 arp_interval=9 arp_ip_target=2.2.2.2,1.1.1.1',
      true
    ],
    [
      'targets in an order that loses one',
      'mode=1 arp_ip_target=10.0.0.1,10.0.0.10',
      'mode=1 arp_ip_target=10.0.0.10,10.0.0.1',
      false
    ],
    ['one target with a plus', 'mode=1 arp_ip_target=1.1.1.1', 'mode=1 arp_ip_target=+1.1.1.1', true],
    ['an option that the table does not know', 'mode=1 xmit_hash_mask=1', 'mode=1', false],
    ['a name in other case', 'mode=1', 'mode=Active-Backup', false],
    [
      'a MAC address in other case',
      'mode=4 ad_actor_system=02:00:00:00:00:AB',
      'mode=4 ad_actor_system=02:00:00:00:00:ab',
      true
    ],
    ['a number with leading zeros for a switch', 'mode=1 use_carrier=01', 'mode=1 use_carrier=1', true]
  ])('%s', (_, a, b, expected) => {
    expect(sameText(a, b)).toBe(expected)
    expect(sameText(b, a)).toBe(expected)
  })

  test.each([
    ['a repeated option', 'mode=1 mode=4'],
    [
      'a repeated target, of which NetworkManager takes the last',
      'mode=1 arp_ip_target=+1.1.1.1 arp_ip_target=+2.2.2.2'
    ],
    ['a list with pluses, which initscripts write as it is', 'mode=1 arp_ip_target=+1.1.1.1,+2.2.2.2'],
    ['two equal signs', 'mode=1=2'],
    ['a tab, at which NetworkManager does not split', 'mode=1\tmiimon=100'],
    ['a word that is no option', 'mode=1 fast'],
    ['the word of an option that NetworkManager reads as a number', 'mode=1 miimon=100 use_carrier=on'],
    ['an option without a value', 'mode= miimon=100']
  ])('readers disagree about %s', (_, text) => {
    expect(parseBondingOpts(text)).toBeUndefined()
  })
})

test('what NetworkManager and old drivers read as a number only is written as a number', () => {
  const given = new Map([
    ['mode', '1'],
    ['use_carrier', 'off'],
    ['all_slaves_active', 'on']
  ])
  expect(formatBondingOpts(given)).toBe('mode=1 all_slaves_active=1 use_carrier=0')
  expect(normalOpts(given).get('use_carrier')).toBe('off')
})

test('options are written as they were spelt: mode, miimon, then the order of the table', () => {
  const given = new Map<string, string | number | readonly string[]>([
    ['primary', 'eth0'],
    ['fail_over_mac', '1'],
    ['miimon', 100],
    ['mode', 'active-backup']
  ])
  expect(formatBondingOpts(given)).toBe('mode=active-backup miimon=100 fail_over_mac=1 primary=eth0')
  expect([...normalOpts(given)]).toEqual([
    ['mode', 'active-backup'],
    ['miimon', 100],
    ['fail_over_mac', 'active'],
    ['primary', 'eth0']
  ])
})
