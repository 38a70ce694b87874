import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseProcBonding } from '../../../modules/lib/proc-bonding/parse-proc-bonding.ts'
import { type Driver, printed } from './_print.ts'

const folder = join(import.meta.dirname, 'texts')
const names = readdirSync(folder).map(file => file.replace(/\.txt$/, ''))

/** Named by driver and mode. */
function read(name: string): { readonly text: string; readonly driver: Driver; readonly mode: string } {
  const [, driver, mode] = /^(2\.6\.32-el6|[0-9.]+)-(802\.3ad|balance-[a-z]+|active-backup|broadcast)/.exec(name) ?? []
  return { text: readFileSync(join(folder, `${name}.txt`), 'utf8'), driver: driver as Driver, mode: mode ?? '' }
}

test.each(names)('%s comes back to the last character', name => {
  const { text, driver, mode } = read(name)
  const bond = parseProcBonding(text)
  expect(bond.unknown).toEqual([])
  expect(bond.options.get('mode')).toBe(mode)
  expect(printed(bond, driver)).toBe(text)
})

test('the texts have every mode and every driver', () => {
  const seen = names.map(read)
  expect(new Set(seen.map(({ mode }) => mode)).size).toBe(7)
  expect(new Set(seen.map(({ driver }) => driver)).size).toBe(7)
})

describe('what is read', () => {
  const parsed = (name: string) => parseProcBonding(read(name).text)

  test('active-backup: options, the active port, and its ports', () => {
    const { options, ...bond } = parsed('2.6.39-active-backup')
    expect(Object.fromEntries(options)).toEqual({
      mode: 'active-backup',
      fail_over_mac: 'active',
      primary: 'eth0',
      primary_reselect: 'better',
      miimon: '100',
      updelay: '0',
      downdelay: '0'
    })
    expect(bond).toMatchObject({ version: 'v3.7.1 (April 27, 2011)', activePort: 'eth1', miiStatus: 'up' })
    expect(bond.ports).toMatchObject([
      { name: 'eth0', miiStatus: 'down', speed: 100, duplex: 'full', linkFailures: 1, queueId: 0 },
      { name: 'eth1', miiStatus: 'up', permanentMac: '08:00:27:08:f3:6a', queueId: 2 }
    ])
  })

  test('802.3ad: aggregators, churn and both sides of each port', () => {
    const bond = parsed('4.4-802.3ad')
    expect(bond).toMatchObject({ systemPriority: 65535, systemMac: '52:54:00:00:00:01' })
    const partnerMac = '52:54:00:00:01:01'
    expect(bond.aggregator).toEqual({ id: 2, ports: 1, actorKey: 15, partnerKey: 15, partnerMac })
    expect(bond.ports[0]).toEqual({
      name: 'ens3',
      miiStatus: 'up',
      speed: 10000,
      duplex: 'full',
      linkFailures: 0,
      permanentMac: '52:54:00:00:00:01',
      queueId: 0,
      aggregatorId: 2,
      actorChurn: 'none',
      partnerChurn: 'monitoring',
      actorChurned: 0,
      partnerChurned: 1,
      actor: {
        systemPriority: 65535,
        systemMac: '52:54:00:00:00:01',
        key: 15,
        portPriority: 255,
        portNumber: 1,
        portState: 63
      },
      partner: {
        systemPriority: 32768,
        systemMac: partnerMac,
        key: 14,
        portPriority: 128,
        portNumber: 3,
        portState: 61
      }
    })
    expect(bond.ports[1]).toMatchObject({ speed: undefined, duplex: undefined, partner: { portState: 1 } })
  })

  test('802.3ad without an aggregator, and for a reader without rights', () => {
    const { aggregator, ports } = parsed('2.6.32-el6-802.3ad-no-aggregator')
    expect(aggregator).toBe('none')
    expect(ports).toMatchObject([{ miiStatus: 'going back', aggregatorId: undefined, queueId: 0 }])
    const unprivileged = parsed('4.4-802.3ad-unprivileged')
    expect([unprivileged.aggregator, unprivileged.systemMac]).toEqual([undefined, undefined])
    expect(unprivileged.ports).toMatchObject([{ aggregatorId: 1, actor: undefined }])
  })

  test('targets of both families are lists', () => {
    const { options } = parsed('6.1-broadcast-arp')
    expect([options.get('arp_ip_target'), options.get('ns_ip6_target')]).toEqual([
      '192.168.1.254',
      '2001:db8::1,2001:db8::2'
    ])
  })
})

describe('lines that no driver prints', () => {
  test('are kept, and the others are read', () => {
    // As the kernel of TencentOS 5.4 prints it.
    const text = read('6.1-balance-alb').text.replace('Slave queue ID: 0\n', 'Slave queue ID: 0\nSlave active: 1\n')
    const bond = parseProcBonding(text.replace('adaptive load balancing', 'quantum balancing'))
    expect(bond.unknown).toEqual(['Bonding Mode: quantum balancing', 'Slave active: 1'])
    expect(bond.ports).toHaveLength(2)
    expect(bond.options.has('mode')).toBe(false)
  })

  test.each([
    ['', []],
    ['details actor lacp pdu:\n', ['details actor lacp pdu:']],
    ['MII Status: up', []],
    ['MII Polling Interval (ms): often\n', ['MII Polling Interval (ms): often']]
  ])('%j', (text, unknown) => {
    expect(parseProcBonding(text).unknown).toEqual(unknown)
  })

  test('any text is taken', () => {
    const lines = names.flatMap(name => read(name).text.split('\n'))
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...lines), fc.string())), parts => {
        const { unknown } = parseProcBonding(parts.join('\n'))
        return unknown.every(line => line !== '')
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 400) }
    )
  })
})
