import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatBondingOpts, type GivenOpts } from '../../../modules/lib/bonding/bonding-opts.ts'
import { bondingOptions } from '../../../modules/lib/bonding/options.ts'

type Words = readonly (readonly [name: string, value: string])[]

/**
 * A bond of the driver that is down and has no port: what writes do to each other, by bonding_store_*() in bond_sysfs.c of
 * Linux 2.6.39.3 (`old`) and by bond_options.c of 7.1.8; not from the table of options.
 */
class Bond {
  readonly values = new Map<string, string>([
    ['mode', '0'],
    ['miimon', '0'],
    ['arp_interval', '0']
  ])
  readonly refused: string[] = []
  readonly #isOld: boolean

  constructor(isOld: boolean) {
    this.#isOld = isOld
  }

  write(name: string, value: string): void {
    const [mode, miimon, interval] = ['mode', 'miimon', 'arp_interval'].map(other => Number(this.values.get(other)))
    if (this.#isRefused(name, Number(value), { mode: mode ?? 0, miimon: miimon ?? 0, interval: interval ?? 0 })) {
      this.refused.push(`${name}=${value}`)
      return
    }
    this.values.set(name, value)
    const clears = this.#isOld || Number(value) > 0
    if (name === 'miimon' && clears) this.values.set('arp_interval', '0')
    if (name === 'miimon' && clears && interval !== 0) this.values.delete('arp_validate')
    if (name === 'arp_interval' && clears) this.values.set('miimon', '0')
    if (name === 'mode') this.#afterMode(Number(value), miimon ?? 0)
  }

  #afterMode(mode: number, miimon: number): void {
    this.values.delete('arp_validate')
    if (this.#isOld) return
    if (mode === 6) this.values.set('tlb_dynamic_lb', '1')
    if (mode < 4) return
    this.values.set('arp_interval', '0')
    if (miimon === 0) this.values.set('miimon', '100')
  }

  #isRefused(name: string, value: number, at: { mode: number; miimon: number; interval: number }): boolean {
    const noArp = this.#isOld ? [5, 6] : [4, 5, 6]
    if (name === 'mode') return this.#isOld && value >= 5 && at.interval > 0
    if (/delay$/.test(name)) return at.miimon === 0
    if (name === 'arp_interval') return noArp.includes(at.mode)
    if (name === 'arp_validate') return this.#isOld ? at.mode !== 1 : at.mode >= 4
    if (name === 'arp_missed_max') return at.mode >= 4
    if (/^(?:lacp_|ad_actor_|ad_user_)/.test(name)) return at.mode !== 4
    if (name === 'packets_per_slave') return at.mode !== 0
    return name === 'tlb_dynamic_lb' && at.mode < 5
  }
}

/** How initscripts write BONDING_OPTS (install_bonding_driver()); `primary` comes after the ports, in ifup-eth. */
const writers = {
  'strictly as listed (before 9.03.42 and 9.49.18)': (words: Words): Words => words,
  'mode and miimon first': (words: Words): Words => [
    ...words.filter(([name]) => /^(?:mode|miimon)$/.test(name)),
    ...words.filter(([name]) => !/^(?:mode|miimon)$/.test(name))
  ]
}

const drivers = { '2.6.39.3': true, '7.1.8': false }
const newer =
  /^(?:peer_notif_delay|arp_all_targets|arp_missed_max|lacp_active|ad_actor|ad_user|packets_|min_links|lp_|tlb_)/

function written(text: string, order: (words: Words) => Words, isOld: boolean): Bond {
  const bond = new Bond(isOld)
  const words = text.split(' ').map(word => word.split('='))
  for (const [name, value] of order(words.map(([name = '', value = '']) => [name, value] as const)))
    bond.write(name, value)
  return bond
}

/** Values as the driver keeps them, by the modes in which it takes them, and the monitor that they go with. */
const further: readonly (readonly [name: string, value: string, modes: readonly number[], monitor?: 'mii' | 'arp'])[] =
  [
    ['updelay', '200', [0, 1, 2, 3, 4, 5, 6], 'mii'],
    ['downdelay', '300', [0, 1, 2, 3, 4, 5, 6], 'mii'],
    ['peer_notif_delay', '400', [1], 'mii'],
    ['arp_validate', '3', [1], 'arp'],
    ['arp_all_targets', '1', [1], 'arp'],
    ['arp_missed_max', '4', [0, 1, 2, 3], 'arp'],
    ['fail_over_mac', '1', [1]],
    ['xmit_hash_policy', '1', [2, 4, 5, 6]],
    ['lacp_rate', '1', [4]],
    ['lacp_active', '0', [4]],
    ['ad_select', '2', [4]],
    ['ad_actor_sys_prio', '7', [4]],
    ['ad_actor_system', '02:00:00:00:00:01', [4]],
    ['ad_user_port_key', '7', [4]],
    ['all_slaves_active', '1', [0, 1, 2, 3, 4, 5, 6]],
    ['resend_igmp', '3', [0, 1, 5, 6]],
    ['num_grat_arp', '3', [1]],
    ['packets_per_slave', '7', [0]],
    ['min_links', '1', [4]],
    ['lp_interval', '5', [5, 6]],
    ['tlb_dynamic_lb', '0', [5, 6]],
    ['use_carrier', '0', [0, 1, 2, 3, 4, 5, 6], 'mii'],
    ['primary_reselect', '2', [1, 5, 6]]
  ]

const options = fc
  .record({ mode: fc.nat(6), arp: fc.boolean(), chosen: fc.shuffledSubarray([...further]) })
  .map(({ mode, arp, chosen }): Words => {
    const monitor = arp && mode < 4 ? 'arp' : 'mii'
    const own: Words =
      monitor === 'arp'
        ? [
            ['arp_ip_target', '10.0.0.1'],
            ['arp_interval', '1000']
          ]
        : [['miimon', '100']]
    const rest = chosen.filter(([, , modes, needs]) => modes.includes(mode) && (needs ?? monitor) === monitor)
    return [...rest.map(([name, value]) => [name, value] as const), ...own, ['mode', String(mode)]]
  })

describe.each(Object.entries(writers))('initscripts that write %s', (_, order) => {
  test.each(Object.entries(drivers))(
    'our order is taken by the driver of Linux %s, and nothing undoes anything',
    (_, isOld) => {
      fc.assert(
        fc.property(options, words => {
          const known = words.filter(([name]) => !isOld || !newer.test(name))
          const text = formatBondingOpts(new Map(known) satisfies GivenOpts)
          const bond = written(text, order, isOld)
          expect(bond.refused, text).toEqual([])
          for (const [name, value] of known) expect([name, bond.values.get(name)], text).toEqual([name, value])
        }),
        { numRuns: 500 }
      )
    }
  )
})

test('every option of the table is among those that are written', () => {
  const names = [
    ...further.map(([name]) => name),
    'mode',
    'miimon',
    'arp_interval',
    'arp_ip_target',
    'num_unsol_na',
    'primary'
  ]
  expect(bondingOptions.map(({ name }) => name).sort()).toEqual([...names].sort())
})

describe('the traps that this order avoids are there', () => {
  const [listed, first] = Object.values(writers)
  test.each([
    ['a delay ahead of miimon is refused', 'mode=1 updelay=200 miimon=100', false, ['updelay=200']],
    ['arp_validate ahead of the mode is lost', 'arp_validate=3 mode=1 arp_interval=1000', false, []],
    ['lacp_rate ahead of the mode is refused', 'lacp_rate=1 mode=4 miimon=100', false, ['lacp_rate=1']],
    ['miimon=0 behind arp_interval turns it off in 2.6.39.3', 'mode=1 arp_interval=1000 miimon=0', true, []],
    ['arp_interval=0 behind miimon turns it off in 2.6.39.3', 'mode=1 miimon=100 arp_interval=0', true, []]
  ])('%s', (_, text, isOld, refused) => {
    const bond = written(text, listed ?? (words => words), isOld)
    expect(bond.refused).toEqual(refused)
    const lost = text.split(' ').filter(word => bond.values.get(word.split('=')[0] ?? '') !== word.split('=')[1])
    expect(lost.length).toBeGreaterThan(0)
  })

  test('the same zeros do no harm in 7.1.8, and newer initscripts put a delay right', () => {
    expect(written('mode=1 miimon=100 arp_interval=0', listed ?? (words => words), false).values.get('miimon')).toBe(
      '100'
    )
    expect(written('mode=1 updelay=200 miimon=100', first ?? (words => words), false).refused).toEqual([])
  })
})
