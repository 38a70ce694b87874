import { expect, test } from 'vitest'
import type { BondSample } from '../../../modules/lib/failover/bond-sample.ts'
import { checkArguments } from '../../../modules/lib/failover/check-arguments.ts'
import { portsToTest, refusals } from '../../../modules/lib/failover/refusals.ts'
import type { Scene, Target } from '../../../modules/lib/failover/scene.ts'

const gateway: Target = {
  type: 'host',
  address: '10.0.0.138',
  device: 'bond0',
  isOverBond: true,
  silence: undefined
}

/** A port: `up`, `down` by ip(8), or up without a link. */
function port(name: string, state: 'up' | 'down' | 'no link' = 'up', aggregator?: number) {
  return {
    port: name,
    isUp: state !== 'down',
    miiStatus: state === 'up' ? 'up' : 'down',
    aggregator,
    isNegotiated: undefined
  }
}

const sample: BondSample = {
  isUp: true,
  mode: 'active-backup',
  miiStatus: 'up',
  mac: '08:00:27:43:66:17',
  activePort: 'eth1',
  aggregator: undefined,
  ports: [port('eth0'), port('eth1')]
}

const lacp: BondSample = {
  ...{ ...sample, mode: '802.3ad', activePort: undefined, aggregator: 1 },
  ports: [port('eth0', 'up', 1), port('eth1', 'up', 1), port('eth2', 'up', 2)]
}

const options = { miimon: 100, arp_interval: 0, min_links: 0, updelay: 0, downdelay: 0 }

const scene: Scene = {
  bond: 'bond0',
  isDevice: true,
  sample,
  options,
  asked: undefined,
  timeout: 30,
  target: gateway,
  burdens: new Map(),
  window: undefined
}

const table: readonly (readonly [string, Partial<Scene>, readonly string[]])[] = [
  ['nothing is against it', {}, []],
  ['no target is asked for', { target: { type: 'none' } }, []],
  ['a bond that the ARP monitor watches', { options: { ...options, miimon: 0, arp_interval: 1000 } }, []],
  [
    'no such bond',
    { sample: undefined, isDevice: false },
    [
      'name: bond0: this host has no such bond now (/sys/class/net/bond0/bonding); name one that runs, or bring it up first'
    ]
  ],
  ['no bond', { sample: undefined }, ['name: bond0: is a device of this host, and no bond']],
  ['a bond that is down', { sample: { ...sample, isUp: false } }, ['name: bond0: is down, and carries nothing']],
  [
    'a bond that nobody watches',
    { options: { ...options, miimon: 0 } },
    ['name: bond0: miimon and arp_interval are both 0, so the driver would not notice that a link is down; set miimon']
  ],
  [
    'a timeout that the delays use up',
    { timeout: 30, options: { ...options, updelay: 29_900 } },
    ['timeout: 30 seconds are over before the driver acts (updelay 29900, downdelay 0, miimon 100, arp_interval 0']
  ],
  ['a timeout that they just leave', { timeout: 30, options: { ...options, downdelay: 29_800 } }, []],
  [
    'one port that is up',
    { sample: { ...sample, ports: [port('eth0', 'no link'), port('eth1'), port('eth2', 'down')] } },
    [
      'name: bond0: 1 of its 3 ports can carry traffic (eth0: MII status down, eth1: MII status up, eth2: set down), and a test needs two'
    ]
  ],
  ['no port', { sample: { ...sample, ports: [] } }, ['name: bond0: 0 of its 0 ports can carry traffic (it has none)']],
  [
    'a port of nobody',
    { asked: ['eth0', 'eth7'] },
    ['ports: eth7 is no port of bond0 (those are: eth0, eth1); name one of them']
  ],
  [
    'a port that is down',
    { asked: ['eth2'], sample: { ...sample, ports: [...sample.ports, port('eth2', 'no link')] } },
    ['ports: eth2 cannot be tested, since it is down already (MII status down); mend it, or leave it out']
  ],
  [
    'a port that is set down',
    { asked: ['eth2'], sample: { ...sample, ports: [...sample.ports, port('eth2', 'down')] } },
    ['ports: eth2 cannot be tested, since it is down already (set down)']
  ],
  ['802.3ad with enough links', { sample: lacp, options: { ...options, min_links: 1 } }, []],
  [
    '802.3ad with too few',
    { sample: lacp, options: { ...options, min_links: 2 } },
    [
      'eth0: min_links is 2, and 1 of the ports would carry on without it (eth1), so the bond would go down; mend or add ports, or lower min_links',
      'eth1: min_links is 2'
    ]
  ],
  [
    '802.3ad: a port of another aggregator may go',
    { sample: lacp, options: { ...options, min_links: 2 }, asked: ['eth2'] },
    []
  ],
  ['other modes do not look at min_links', { options: { ...options, min_links: 2 } }, []],
  [
    'what a port has of its own',
    { burdens: new Map([['eth1', ['the address 10.0.9.9/8 of the connection in use', 'the device eth1.100']]]) },
    [
      'eth1: the address 10.0.9.9/8 of the connection in use is on it, and would go with its link and not come back; remove that, or leave the port out',
      'eth1: the device eth1.100 is on it'
    ]
  ],
  [
    'no gateway',
    { target: { type: 'unknown' } },
    ['ping_target: bond0 has no gateway, by its routes or its file; give the address of a host behind it, or none']
  ],
  [
    'no route',
    { target: { ...gateway, device: undefined, isOverBond: false } },
    ['ping_target: 10.0.0.138: there is no route to it; give an address behind bond0, or none']
  ],
  [
    'another way',
    { target: { ...gateway, device: 'eth7', isOverBond: false } },
    ['ping_target: 10.0.0.138: is reached over eth7, and would answer whatever bond0 does']
  ],
  [
    'silence',
    { target: { ...gateway, silence: 'no reply' } },
    ['ping_target: 10.0.0.138: does not answer now (no reply), so nothing could be told from it']
  ],
  [
    'an open change',
    { window: 'change 0aaa is being applied' },
    ['change 0aaa is being applied; a fail-over test would disturb it']
  ],
  [
    'all at once',
    {
      sample: { ...sample, isUp: false },
      options: { ...options, miimon: 0 },
      asked: ['eth7'],
      target: { type: 'unknown' },
      window: 'change 0aaa is being applied'
    },
    ['name: bond0: is down', 'name: bond0: miimon', 'ports: eth7', 'ping_target: bond0', 'change 0aaa']
  ],
  [
    'all that can be told without a bond',
    { sample: undefined, window: 'change 0aaa is being applied' },
    ['name: bond0', 'change 0aaa']
  ]
]

test.each(table)('%s', (_name, changes, expected) => {
  const found = refusals({ ...scene, ...changes })
  expect(found.map((text, index) => text.startsWith(expected[index] ?? 'nothing') || text)).toEqual(
    expected.map(() => true)
  )
})

test.each<[string, BondSample, readonly string[] | undefined, readonly string[]]>([
  ['all, the active one first', sample, undefined, ['eth1', 'eth0']],
  ['all that are up', { ...sample, ports: [port('eth0', 'no link'), ...sample.ports] }, undefined, ['eth1', 'eth0']],
  ['those that are named, the active one first', sample, ['eth0', 'eth1'], ['eth1', 'eth0']],
  ['one', sample, ['eth0'], ['eth0']],
  ['without an active one, in their order', lacp, undefined, ['eth0', 'eth1', 'eth2']]
])('the ports to test: %s', (_name, of, asked, expected) => {
  expect(portsToTest({ asked }, of)).toEqual(expected)
})

test.each([
  [{ timeout: 30 }, undefined],
  [{ timeout: 0 }, 'timeout: 0 is no time to wait for a port; give seconds from 1 to 600'],
  [{ timeout: 601 }, 'timeout: 601 is no time'],
  [{ ports: [] }, 'ports: [] names no port; leave it out'],
  [{ ports: ['eth0', 'eth1', 'eth0', 'eth0'] }, 'ports: eth0 is named twice']
])('arguments %j', (args, expected) => {
  const [problem, ...others] = checkArguments(args)
  expect(others).toEqual([])
  if (expected === undefined) expect(problem).toBeUndefined()
  else expect(problem).toContain(expected)
})
