import { expect, test } from 'vitest'
import { type CutOffCheck, cutOffProblems } from '../../../modules/lib/bonding/host-rules/cut-off-rules.ts'
import type { Step } from '../../../modules/lib/change/step.ts'
import { inventoryOf, scripts } from './_files.ts'

type Files = Readonly<Record<string, string>>

const files: Files = {
  'ifcfg-bond0': 'DEVICE=bond0\nIPADDR=10.0.2.12\nPREFIX=8\n',
  'ifcfg-eth0': 'DEVICE=eth0\nMASTER=bond0\nSLAVE=yes\n',
  'ifcfg-eth1': 'DEVICE=eth1\nMASTER=bond0\nSLAVE=yes\n',
  'ifcfg-bond0.5': 'DEVICE=bond0.5\nVLAN=yes\nIPADDR=10.5.0.1\nPREFIX=16\n',
  'ifcfg-eth7': 'DEVICE=eth7\nBOOTPROTO=dhcp\n'
}
const moved = { ...files, 'ifcfg-bond0': 'DEVICE=bond0\nIPADDR=10.0.2.99\nPREFIX=8\n' }
const restart: readonly Step[] = [
  { type: 'ifdown', device: 'bond0' },
  { type: 'files', set: 'new' },
  { type: 'ifup', device: 'bond0' }
]
const live: readonly Step[] = [
  { type: 'files', set: 'new' },
  { type: 'set', bond: 'bond0', option: 'miimon', value: '200' }
]
const port: readonly Step[] = [{ type: 'release', bond: 'bond0', port: 'eth1' }]
const connection = { server: '10.0.2.12', device: 'bond0' }

interface Case {
  readonly steps: readonly Step[]
  readonly before?: Files
  readonly after?: Files
  readonly rest?: Partial<CutOffCheck>
}

function problems({ steps, before = files, after = files, rest = {} }: Case): readonly string[] {
  return cutOffProblems({
    plan: { forward: steps, devices: ['bond0'] },
    before: inventoryOf(before),
    after: inventoryOf(after),
    connection,
    networkRoot: undefined,
    rollbackTimeout: 0,
    ...rest
  })
}

function dhcp(device: string): Files {
  return { [`ifcfg-${device}`]: `DEVICE=${device}\nBOOTPROTO=dhcp\n` }
}

const taken = /^rollback_timeout: 0 leaves no way back.* [0-9a-f.:]+ of \S+,.*set rollback_timeout, or force: true/
const root = /^the root file system .* over (?:bond0|eth1|bond0\.5|a device that cannot be told),.*force: true$/
const activated: Step = { type: 'activate', path: `${scripts}/ifcfg-bond0`, wait: 0 }

const table: readonly (readonly [string, Case, readonly RegExp[]])[] = [
  ['the address stays', { steps: restart }, []],
  ['the address changes', { steps: restart, after: moved }, [taken]],
  ['the address changes, by NetworkManager', { steps: [{ type: 'reload' }, activated], after: moved }, [taken]],
  ['the address changes, by the service', { steps: [{ type: 'service', action: 'stop' }], after: moved }, [taken]],
  ['the address changes, with a way back', { steps: restart, after: moved, rest: { rollbackTimeout: 60 } }, []],
  ['the address changes, without a connection', { steps: restart, after: moved, rest: { connection: undefined } }, []],
  ['the address changes in the files only', { steps: live, after: moved }, []],
  [
    'the address changes, and another device is touched',
    { steps: [{ type: 'ifdown', device: 'eth9' }], after: moved },
    []
  ],
  [
    'the device of the address is known by its file only',
    { steps: restart, after: moved, rest: { connection: { server: '10.0.2.12', device: undefined } } },
    [taken]
  ],
  [
    'an address of nobody',
    { steps: restart, after: moved, rest: { connection: { server: '10.99.0.1', device: undefined } } },
    []
  ],
  [
    'the address moves to another device',
    { steps: restart, after: { ...moved, 'ifcfg-eth9': 'DEVICE=eth9\nIPADDR=10.0.2.12\n' } },
    []
  ],
  [
    'the address moves to a device that nobody brings up',
    { steps: restart, after: { ...moved, 'ifcfg-eth9': 'DEVICE=eth9\nIPADDR=10.0.2.12\nONBOOT=no\n' } },
    [taken]
  ],
  [
    'the address moves to a device that a step brings up',
    {
      steps: [...restart, { type: 'ifup', device: 'eth9' }],
      after: { ...moved, 'ifcfg-eth9': 'DEVICE=eth9\nIPADDR=10.0.2.12\nONBOOT=no\n' }
    },
    []
  ],
  [
    'the address moves to a port, which has none',
    { steps: restart, after: { ...moved, 'ifcfg-eth9': 'DEVICE=eth9\nIPADDR=10.0.2.12\nMASTER=bond0\n' } },
    [taken]
  ],
  ['static becomes DHCP', { steps: restart, after: { ...files, ...dhcp('bond0') } }, [taken]],
  ['DHCP becomes static', { steps: restart, before: { ...files, ...dhcp('bond0') }, after: moved }, [taken]],
  ['DHCP stays', { steps: restart, before: dhcp('bond0'), after: dhcp('bond0') }, []],
  [
    'DHCP stays, and the file comes up no more',
    {
      steps: [{ type: 'ifdown', device: 'bond0' }],
      before: dhcp('bond0'),
      after: { 'ifcfg-bond0': 'DEVICE=bond0\nBOOTPROTO=dhcp\nONBOOT=no\n' }
    },
    [taken]
  ],
  [
    'the VLAN of the address goes with its bond',
    {
      steps: [{ type: 'remove-bond', bond: 'bond0' }],
      after: {},
      rest: { connection: { server: '10.5.0.1', device: 'bond0.5' } }
    },
    [taken]
  ],
  [
    'an IPv6 address, spelt in another way',
    {
      steps: restart,
      after: { 'ifcfg-bond0': 'DEVICE=bond0\nIPV6INIT=yes\nIPV6_AUTOCONF=no\nIPV6ADDR=2001:DB8:0::1/64\n' },
      rest: { connection: { server: '2001:db8::1', device: 'bond0' } }
    },
    []
  ],
  [
    'an IPv6 address that nobody gives any more',
    {
      steps: restart,
      before: { 'ifcfg-bond0': 'DEVICE=bond0\nIPV6INIT=yes\n' },
      after: { 'ifcfg-bond0': 'DEVICE=bond0\nIPV6INIT=no\n' },
      rest: { connection: { server: '2001:db8::1', device: 'bond0' } }
    },
    [taken]
  ],
  ['a port of the device with a connection', { steps: port, after: moved }, []],
  ['a root over the bond', { steps: restart, rest: { networkRoot: 'bond0', rollbackTimeout: 60 } }, [root]],
  ['a root over the bond, a live option', { steps: live, rest: { networkRoot: 'bond0', rollbackTimeout: 60 } }, []],
  ['a root over the bond, a port', { steps: port, rest: { networkRoot: 'bond0', rollbackTimeout: 60 } }, [root]],
  ['a root over a port', { steps: restart, rest: { networkRoot: 'eth1', rollbackTimeout: 60 } }, [root]],
  ['a root over a VLAN of the bond', { steps: port, rest: { networkRoot: 'bond0.5', rollbackTimeout: 60 } }, [root]],
  ['a root over another device', { steps: restart, rest: { networkRoot: 'eth7', rollbackTimeout: 60 } }, []],
  ['a root over nobody knows what', { steps: restart, rest: { networkRoot: 'unknown', rollbackTimeout: 60 } }, [root]],
  ['a root over nobody knows what, live', { steps: live, rest: { networkRoot: 'unknown' } }, []],
  [
    'a root, by the service',
    { steps: [{ type: 'service', action: 'stop' }], rest: { networkRoot: 'eth7' } },
    [/over eth7/]
  ],
  ['both', { steps: restart, after: moved, rest: { networkRoot: 'bond0' } }, [taken, root]]
]

test.each(table)('%s', (_name, scene, expected) => {
  const found = problems(scene)
  expect(found.map((text, index) => expected[index]?.test(text) === true || text)).toEqual(expected.map(() => true))
})
