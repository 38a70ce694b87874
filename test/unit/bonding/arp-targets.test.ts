import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { safeOrder, survivesGrep } from '../../../modules/lib/bonding/arp-targets.ts'

/** The loop of install_bonding_driver() in initscripts' network-functions, with a variable in place of the sysfs file. */
const loop = `set=""
for ip in $(echo $1 | sed 's/,/ /g'); do
  if ! echo "$set" | grep -q $ip; then set="$set\${set:+ }$ip"; fi
done
echo "$set"`

function setByScripts(targets: readonly string[]): readonly string[] {
  const done = spawnSync('/bin/sh', ['-c', loop, 'sh', targets.join(',')], { encoding: 'utf8' })
  return done.stdout.trim().split(' ')
}

const lists: readonly (readonly [string, readonly string[]])[] = [
  ['one target', ['10.0.0.1']],
  ['two that have nothing in common', ['10.0.0.1', '192.168.7.9']],
  ['a later one that is the beginning of an earlier one', ['10.0.0.10', '10.0.0.1']],
  ['the safe order of the same', ['10.0.0.1', '10.0.0.10']],
  ['a later one that is the end of an earlier one', ['110.0.0.1', '10.0.0.1']],
  ['a dot that stands for a digit', ['10.0.1011.1'.replace('1011', '101'), '10.0.0.1']],
  ['a match across two targets', ['9.9.1.1', '1.1.9.9', '1.1.1.1']],
  ['sixteen of them', Array.from({ length: 16 }, (_, index) => `10.0.0.${16 - index}`)]
]

describe('ARP targets', () => {
  test.each(lists)('%s: survivesGrep says what the shell loop does', (_, targets) => {
    expect(survivesGrep(targets)).toBe(setByScripts(targets).length === targets.length)
  })

  test.each(lists)('%s: in the safe order the shell loop sets every target', (_, targets) => {
    const order = safeOrder(targets)
    expect(order).toBeDefined()
    expect([...(order ?? [])].sort()).toEqual([...targets].sort())
    expect(setByScripts(order ?? [])).toEqual(order)
  })

  test('an order that survives is kept', () => {
    expect(safeOrder(['192.168.7.9', '10.0.0.1'])).toEqual(['192.168.7.9', '10.0.0.1'])
  })

  test('any set of targets gets an order, and the shell loop agrees with it', () => {
    const octet = fc.constantFrom(1, 10, 11, 100, 101, 110, 111)
    const address = fc.tuple(octet, octet, octet, octet).map(octets => octets.join('.'))
    fc.assert(
      fc.property(fc.uniqueArray(address, { minLength: 1, maxLength: 8 }), targets => {
        const order = safeOrder(targets)
        if (order !== undefined) expect(setByScripts(order)).toEqual(order)
        expect(survivesGrep(targets)).toBe(setByScripts(targets).length === targets.length)
      }),
      { numRuns: 60 }
    )
  })
})
