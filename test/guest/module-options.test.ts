import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findInstall } from '../../modules/lib/modprobe/load-lines.ts'
import { runModule } from '../support/run-module.ts'
import { readTree } from '../support/tree.ts'
import { runInGuest } from './bench/guest-ssh.ts'
import { skipReason, theGuest } from './bench/guest-test.ts'

type Options = Readonly<Record<string, string | number | readonly string[]>>

/** By name what is read, `rc` that of modprobe. */
type Answer = ReadonlyMap<string, string>

/** What the driver does: take all, not load at all, or load and drop the option of this name. */
type Verdict = 'takes' | 'does not load' | { readonly drops: string }

const arp = { arp_interval: 1000, arp_ip_target: ['192.0.2.1', '192.0.2.2'] }

const sets: readonly (readonly [Options, Verdict])[] = [
  [{ max_bonds: 3 }, 'takes'],
  [{ tx_queues: 8 }, 'takes'],
  [{ mode: 'active-backup', miimon: 100, updelay: 200, downdelay: 300, fail_over_mac: 'follow' }, 'takes'],
  [{ mode: 4, miimon: 100, lacp_rate: 'fast', xmit_hash_policy: 'layer2+3' }, 'takes'],
  [{ mode: 'balance-alb', miimon: 50, primary: 'eth0' }, 'takes'],
  [{ mode: 1, ...arp, arp_validate: 'all' }, 'takes'],
  [{ mode: 'balance-xor', xmit_hash_policy: 1 }, 'takes'],
  [{ mode: 1, primary: 'eth0', primary_reselect: 'failure' }, 'takes'],
  [{ mode: 1, num_grat_arp: 5, resend_igmp: 3, all_slaves_active: 1 }, 'takes'],
  [{ mode: 1, ...arp, arp_validate: 'active', arp_all_targets: 'all' }, 'takes'],
  [{ mode: 4, miimon: 100, ad_select: 'bandwidth', min_links: 2 }, 'takes'],
  [{ mode: 0, packets_per_slave: 3, use_carrier: 0 }, 'takes'],
  [{ mode: 5, miimon: 100, lp_interval: 7 }, 'takes'],
  [{ mode: 4, ad_select: 'biggest' }, 'does not load'],
  [{ mode: 1, primary: 'eth0', primary_reselect: 'never' }, 'does not load'],
  [{ mode: 1, primary_reselect: 'failure' }, { drops: 'primary_reselect' }],
  [{ all_slaves_active: 'many' }, 'does not load'],
  [{ all_slaves_active: 7 }, { drops: 'all_slaves_active' }],
  [{ num_grat_arp: 300 }, { drops: 'num_grat_arp' }],
  [{ packets_per_slave: 70000 }, { drops: 'packets_per_slave' }],
  [{ lp_interval: 0 }, { drops: 'lp_interval' }],
  [{ mode: 'bogus' }, 'does not load'],
  [{ mode: 7 }, 'does not load'],
  [{ miimon: 'fast' }, 'does not load'],
  [{ max_bonds: 'many' }, 'does not load'],
  [{ fail_over_mac: 'always' }, 'does not load'],
  [{ mode: 4, lacp_rate: 'medium' }, 'does not load'],
  [{ mode: 2, xmit_hash_policy: 'layer7' }, 'does not load'],
  [{ mode: 1, arp_validate: 'all' }, 'does not load'],
  [{ mode: 1, arp_validate: 'all', arp_interval: 1000 }, 'does not load'],
  [{ mode: 1, arp_validate: 'all', ...arp, miimon: 100 }, 'does not load'],
  [{ mode: 4, arp_validate: 'all', ...arp }, 'does not load'],
  [{ mode: 1, arp_validate: 'bogus', ...arp }, 'does not load'],
  [{ mode: 1, arp_interval: 1000 }, { drops: 'arp_interval' }],
  [{ mode: 1, ...arp, miimon: 100 }, { drops: 'arp_interval' }],
  [{ mode: 6, ...arp }, { drops: 'arp_interval' }],
  [{ mode: 1, updelay: 200 }, { drops: 'updelay' }],
  [{ mode: 1, miimon: 100, downdelay: 250 }, { drops: 'downdelay' }],
  [{ mode: 1, lacp_rate: 'fast' }, { drops: 'lacp_rate' }],
  [{ mode: 0, xmit_hash_policy: 'layer2+3' }, { drops: 'xmit_hash_policy' }],
  [{ mode: 0, primary: 'eth0' }, { drops: 'primary' }],
  [{ tx_queues: 300 }, { drops: 'tx_queues' }]
]

describe('options of the module bonding, by the driver itself', () => {
  let answers: readonly Answer[] = []

  beforeAll(async () => {
    if (skipReason !== undefined) return
    const { stdout } = await runInGuest(theGuest(), sets.map(([options]) => loading(options)).join('\n'), {
      seconds: 240
    })
    answers = stdout.split('next\n').slice(1).map(toAnswer)
  }, 300_000)
  afterAll(async () => {
    if (skipReason === undefined) await runInGuest(theGuest(), 'modprobe -r bonding; modprobe bonding max_bonds=0')
  })

  test.for(sets.map(([options, verdict], index) => [JSON.stringify(options), options, verdict, index] as const))(
    '%s',
    ([, options, verdict, index], { skip }) => {
      skip(skipReason !== undefined, skipReason)
      const { text, message } = byTheModule(options)
      expect(message === '', message).toBe(verdict === 'takes')
      if (verdict === 'takes') expect(text).toBe(`${lineOf(options)}\n`)
      const answer = answers[index]
      expect(answer?.get('rc') === '0', 'the driver loads').toBe(verdict !== 'does not load')
      if (verdict === 'does not load') return
      const dropped = Object.keys(options).filter(name => !shows(answer?.get(name), options[name]))
      expect(dropped).toEqual(verdict === 'takes' ? [] : expect.arrayContaining([verdict.drops]))
    }
  )
})

test.for([
  'install bond* /bin/a\ninstall bonding /bin/b\n',
  'install bonding /bin/b\ninstall bond* /bin/a\n',
  'install bond? /bin/a\n',
  'install bonding /bin/true\nalias bond0 bonding\n',
  'blacklist bonding\noptions bonding mode=1\n'
])('what modprobe would do for the driver: %j', async (text, { skip }) => {
  skip(skipReason !== undefined, skipReason)
  const shown = `mkdir -p /tmp/lines; cat >/tmp/lines/x.conf; modprobe -C /tmp/lines --show-depends bonding`
  const { stdout } = await runInGuest(theGuest(), shown, { input: text })
  const command = findInstall([{ path: '/etc/modprobe.d/x.conf', text, writable: true }], 'bonding')?.command
  expect(/^install (.*)$/m.exec(stdout)?.[1]?.trim()).toBe(command)
  expect(/^insmod .*bonding/m.test(stdout)).toBe(command === undefined)
})

/** The file that the module writes, or why it does not. */
function byTheModule(options: Options): { readonly text: string | undefined; readonly message: string } {
  const root = mkdtempSync(join(tmpdir(), 'nic-bonding-options-'))
  try {
    const { result } = runModule('modprobe_options', { module: 'bonding', options, root })
    expect(result.exception).toBeUndefined()
    return { text: readTree(root).get('/etc/modprobe.d/bonding.conf'), message: String(result.msg ?? '') }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Loads the driver with these options, and reads from its own first bond what became of them. */
function loading(options: Options): string {
  return [
    `echo next; modprobe -r bonding; mkdir -p /tmp/options; echo '${lineOf(options)}' >/tmp/options/x.conf`,
    'modprobe -C /tmp/options bonding; echo "rc: $?"',
    ...Object.keys(options).map(
      name => `echo "${name}: $(${readers[name] ?? `cat /sys/class/net/bond0/bonding/${name}`})"`
    )
  ].join('\n')
}

function toAnswer(text: string): Answer {
  const lines = text.trim().split('\n')
  return new Map(lines.map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]))
}

/** Parameters that are no options of a bond. */
const readers: Readonly<Record<string, string>> = {
  max_bonds: 'wc -w </sys/class/net/bonding_masters',
  tx_queues: 'ls -d /sys/class/net/bond0/queues/tx-* | wc -l',
  // A bond of its own shows a primary only among its ports.
  primary:
    'ip link add eth0 type dummy; echo +eth0 >/sys/class/net/bond0/bonding/slaves; cat /sys/class/net/bond0/bonding/primary; ip link del eth0'
}

function shows(seen: string | undefined, wanted: Options[string] | undefined): boolean {
  const words = (seen ?? '').split(' ')
  return Array.isArray(wanted) ? wanted.join(' ') === seen : words.includes(String(wanted))
}

function lineOf(options: Options): string {
  const words = Object.entries(options).map(
    ([name, value]) => `${name}=${Array.isArray(value) ? value.join(',') : value}`
  )
  return `options bonding ${words.join(' ')}`
}
