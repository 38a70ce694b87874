import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BondOptions } from '#generated/bond'
import { waitUntil } from '../integration/bench/processes.ts'
import { type Case, openCase } from './bench/case.ts'
import { skipReason, theGuest } from './bench/guest-test.ts'
import { guideBond } from './bench/guide.ts'
import { ansibleFor, type Play } from './bench/play.ts'
import { readers } from './bench/readers.ts'

/** What the kernel runs, in words: of the bond its mode, link monitoring, ports and addresses, of each port its bond. */
interface Running {
  readonly mode: string
  readonly miimon: string
  readonly ports: string
  readonly addresses: string
  readonly defaultRoute: string
}

/** A change of the bond before it, and all that the kernel runs then. */
interface Change {
  readonly label: string
  readonly bond: Partial<BondOptions>
  readonly running: Running
}

const started: Running = {
  mode: 'active-backup 1',
  miimon: '100',
  ports: 'eth0 eth1',
  addresses: '10.0.2.12/8',
  defaultRoute: 'default via 10.0.0.138 dev bond0'
}
const alb = { ...guideBond, mode: 'balance-alb', miimon: 200, fail_over_mac: undefined }
const nothing: Running = { mode: '', miimon: '', ports: '', addresses: '', defaultRoute: '' }

/** Each is one play, in this order. */
const changes: readonly Change[] = [
  { label: 'from nothing', bond: guideBond, running: started },
  {
    label: 'an option that the kernel sets at any time',
    bond: { ...guideBond, miimon: 200 },
    running: { ...started, miimon: '200' }
  },
  {
    label: 'the mode, which the kernel changes without ports only',
    bond: withoutUndefined(alb),
    running: { ...started, mode: 'balance-alb 6', miimon: '200' }
  },
  {
    label: 'a port less',
    bond: withoutUndefined({ ...alb, ports: ['eth0'] }),
    running: { ...started, mode: 'balance-alb 6', miimon: '200', ports: 'eth0' }
  },
  {
    label: 'a port more',
    bond: withoutUndefined({ ...alb, ports: ['eth0', 'eth2'] }),
    running: { ...started, mode: 'balance-alb 6', miimon: '200', ports: 'eth0 eth2' }
  },
  {
    label: 'another address',
    bond: withoutUndefined({ ...alb, ports: ['eth0', 'eth2'], ipaddr: '10.0.2.13' }),
    running: { ...started, mode: 'balance-alb 6', miimon: '200', ports: 'eth0 eth2', addresses: '10.0.2.13/8' }
  },
  { label: 'no bond any more', bond: { name: 'bond0', state: 'absent' }, running: nothing }
]

describe.for(readers)('changes of a running bond, $label', ({ reader, skipReason: readerReason }) => {
  const reason = skipReason ?? readerReason
  let host: Case
  let play: Play

  beforeAll(async () => {
    if (reason !== undefined) return
    host = await openCase(theGuest(), { reader, ports: 3, arpCheck: false })
    play = ansibleFor(theGuest(), host)
  }, 60_000)
  afterAll(async () => host?.close())

  test.for(changes)('$label', { timeout: 180_000 }, async ({ bond, running }, { skip }) => {
    skip(reason !== undefined, reason)
    const run = await play([bond])
    expect(run.rc, `${run.stdout}${run.stderr}${JSON.stringify(run.results.at(-1)?.result, null, 1)}`).toBe(0)
    let seen: Running | undefined
    await waitUntil('the kernel to run it', 20, async () => {
      seen = await readRunning(host)
      return JSON.stringify(seen) === JSON.stringify(running)
    }).catch(() => {})
    expect(seen, JSON.stringify(run.results.at(-1)?.result, null, 1)).toEqual(running)
  })

  test('a port from one bond to another, in one play', { timeout: 180_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    const bond = { mode: 'active-backup', miimon: 100 }
    for (const [first, second] of [
      [['eth0', 'eth1'], ['eth2']],
      [['eth0'], ['eth1', 'eth2']]
    ] as const) {
      const bonds = [
        { ...bond, name: 'bond0', ports: [...first] },
        { ...bond, name: 'bond1', ports: [...second] }
      ]
      const run = await play(bonds)
      expect(run.rc, `${run.stdout}${run.stderr}${JSON.stringify(run.results.at(-1)?.result, null, 1)}`).toBe(0)
      const wanted = `bond0 ${first.join(' ')}\nbond1 ${second.join(' ')}\n`
      let seen = ''
      await waitUntil('the ports to be where they belong', 20, async () => {
        seen = await host.run(
          'cd /sys/class/net; for b in bond0 bond1; do echo $b $(tr " " "\\n" < $b/bonding/slaves | sort); done'
        )
        return seen === wanted
      }).catch(() => {})
      expect(seen, JSON.stringify(run.results.at(-1)?.result, null, 1)).toBe(wanted)
    }
  })
})

async function readRunning(host: Case): Promise<Running> {
  const text = await host.run(`
    cd /sys/class/net
    echo $(cat bond0/bonding/mode 2>/dev/null)
    echo $(cat bond0/bonding/miimon 2>/dev/null)
    echo $(for port in eth*; do [ ! -e $port/master ] || echo $port; done)
    echo $(ip -o -4 address show | grep -v ' lo \\| mgmt0 ' | awk '{ print $4 }')
    echo $(ip route show default | sed 's/ *\\(proto\\|metric\\) [^ ]*//g')`)
  const [mode = '', miimon = '', ports = '', addresses = '', defaultRoute = ''] = text.split('\n')
  return { mode, miimon, ports, addresses, defaultRoute }
}

function withoutUndefined(bond: Readonly<Record<string, unknown>>): Partial<BondOptions> {
  return Object.fromEntries(Object.entries(bond).filter(([, value]) => value !== undefined))
}
