import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BondOptions } from '#generated/bond'
import { bondingOptions } from '../../modules/lib/bonding/options.ts'
import { onlyResult, type Run } from '../integration/bench/ansible.ts'
import { waitUntil } from '../integration/bench/processes.ts'
import { type Case, openCase } from './bench/case.ts'
import { skipReason, theGuest } from './bench/guest-test.ts'
import { ansibleFor } from './bench/play.ts'

/** A bond of one mode: what the task says, and what the files of the driver say then (/sys/class/net/<bond>/bonding). */
interface ModeCase {
  readonly mode: string
  readonly task: Partial<BondOptions>
  readonly driver: Readonly<Record<string, string>>
}

/** Each mode with options that fit it; together all options of the table. */
const modes: readonly ModeCase[] = [
  {
    mode: 'balance-rr',
    task: { miimon: 100, updelay: 200, downdelay: 300 },
    driver: { mode: 'balance-rr 0', miimon: '100', updelay: '200', downdelay: '300' }
  },
  {
    mode: 'active-backup',
    task: {
      // Each in the other's text: in the given order initscripts would lose the second.
      arp_ip_target: ['10.0.0.138', '10.0.0.1'],
      arp_interval: 200,
      arp_validate: 'all',
      fail_over_mac: 'follow',
      primary: 'eth3',
      ipaddr: '10.0.3.1',
      prefix: 8
    },
    driver: {
      mode: 'active-backup 1',
      miimon: '0',
      arp_interval: '200',
      arp_ip_target: '10.0.0.1 10.0.0.138',
      arp_validate: 'all 3',
      fail_over_mac: 'follow 2',
      primary: 'eth3',
      active_slave: 'eth3'
    }
  },
  {
    mode: 'balance-xor',
    task: { miimon: 50, xmit_hash_policy: 'layer3+4' },
    driver: { mode: 'balance-xor 2', miimon: '50', xmit_hash_policy: 'layer3+4 1' }
  },
  {
    mode: 'broadcast',
    task: { arp_interval: 300, arp_ip_target: ['192.0.2.1'], ipaddr: '192.0.2.2', prefix: 24 },
    driver: { mode: 'broadcast 3', miimon: '0', arp_interval: '300', arp_ip_target: '192.0.2.1' }
  },
  {
    mode: '802.3ad',
    task: { miimon: 100, lacp_rate: 'fast', xmit_hash_policy: 'layer2+3' },
    driver: { mode: '802.3ad 4', miimon: '100', lacp_rate: 'fast 1', xmit_hash_policy: 'layer2+3 2' }
  },
  {
    mode: 'balance-tlb',
    task: { miimon: 100, primary: 'eth11' },
    driver: { mode: 'balance-tlb 5', miimon: '100', primary: 'eth11', active_slave: 'eth11' }
  },
  {
    mode: 'balance-alb',
    task: { miimon: 200, downdelay: 400, primary: 'eth12' },
    driver: { mode: 'balance-alb 6', miimon: '200', downdelay: '400', primary: 'eth12', active_slave: 'eth12' }
  }
]

const nameOf = (id: number): string => `bond${id}`
const portsOf = (id: number): readonly string[] => [`eth${2 * id}`, `eth${2 * id + 1}`]

test('every option of the table is tried in some mode', () => {
  const tried = new Set(modes.flatMap(({ driver }) => Object.keys(driver)))
  expect(bondingOptions.map(({ name }) => name).filter(name => !tried.has(name))).toEqual([])
})

describe('all modes on one host, by the stand-in for initscripts', () => {
  const reason = skipReason
  let host: Case
  let run: Run
  let again: Run

  beforeAll(async () => {
    if (reason !== undefined) return
    host = await openCase(theGuest(), { ports: 2 * modes.length, arpCheck: false })
    await host.onSwitch('ip address add 192.0.2.1/24 dev br0')
    const play = ansibleFor(theGuest(), host)
    const bonds = modes.map(({ mode, task }, id) => ({ name: nameOf(id), ports: [...portsOf(id)], mode, ...task }))
    run = await play(bonds)
    again = await play(bonds)
  }, 240_000)
  afterAll(async () => host?.close())

  test('the play succeeds, and a second one changes nothing', ({ skip }) => {
    skip(reason !== undefined, reason)
    expect(run.rc, `${run.stdout}${run.stderr}`).toBe(0)
    const results = [run, again].map(one => onlyResult(one, host.name, 'nic.bonding.bond').result.changed)
    expect(results).toEqual([true, false])
    expect(again.rc).toBe(0)
  })

  test.for(modes.map((row, id) => ({ ...row, id })))(
    '$mode comes up with its options',
    async ({ driver, id }, { skip }) => {
      skip(reason !== undefined, reason)
      const wanted = { ...driver, slaves: portsOf(id).join(' '), carrier: '1' }
      let seen: Readonly<Record<string, string>> = {}
      await waitUntil(`${nameOf(id)} to be as wanted`, 10, async () => {
        seen = await readDriver(host, nameOf(id), Object.keys(wanted))
        return Object.entries(wanted).every(([name, value]) => seen[name] === value)
      }).catch(() => {})
      expect(seen).toEqual(wanted)
    }
  )
})

async function readDriver(
  host: Case,
  bond: string,
  names: readonly string[]
): Promise<Readonly<Record<string, string>>> {
  const folder = `/sys/class/net/${bond}`
  const text = await host.run(
    `cd ${folder}/bonding; for f in ${names.join(' ')}; do [ -e $f ] || cd ..; echo $f $(cat $f); cd ${folder}/bonding; done`
  )
  const lines = text.trimEnd().split('\n')
  return Object.fromEntries(lines.map(line => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]))
}
