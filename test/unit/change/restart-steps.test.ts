import { describe, expect, test } from 'vitest'
import {
  initscriptsSteps,
  networkManagerSteps,
  type RestartTarget,
  stepText
} from '../../../modules/lib/change/restart-steps.ts'

const scripts = '/etc/sysconfig/network-scripts'

/** A device with a file, that the kernel has. */
function device(name: string, more: Partial<RestartTarget> = {}): RestartTarget {
  return {
    device: name,
    path: `${scripts}/ifcfg-${name}`,
    isBond: false,
    bond: undefined,
    exists: true,
    runningBond: undefined,
    provider: 'initscripts',
    ...more
  }
}

const bond0 = device('bond0', { isBond: true })
const noFile = { path: undefined } as const
const portOfBond0 = { bond: 'bond0', runningBond: 'bond0' } as const

const table: readonly (readonly [string, readonly RestartTarget[], readonly string[], readonly string[]])[] = [
  [
    'a bond with its ports',
    [device('eth1', portOfBond0), device('eth0', portOfBond0), bond0],
    ['ifdown bond0', 'ifdown eth0', 'ifdown eth1', 'ifup bond0'],
    [up('bond0'), up('eth0'), up('eth1')]
  ],
  [
    'a port that its file gives to no bond any more',
    [device('eth1', { runningBond: 'bond0' })],
    ['echo -eth1 > /sys/class/net/bond0/bonding/slaves', 'ifdown eth1', 'ifup eth1'],
    [up('eth1')]
  ],
  [
    'a port that its file gives to another bond',
    [device('eth1', { bond: 'bond1', runningBond: 'bond0' })],
    ['echo -eth1 > /sys/class/net/bond0/bonding/slaves', 'ifdown eth1', 'ifup eth1'],
    [up('eth1')]
  ],
  [
    'a bond without a file, whose removal releases its ports',
    [{ ...bond0, ...noFile }, device('eth0', { runningBond: 'bond0' })],
    ['ip link set dev bond0 down', 'echo -bond0 > /sys/class/net/bonding_masters', 'ifdown eth0', 'ifup eth0'],
    ['nmcli device disconnect bond0', 'echo -bond0 > /sys/class/net/bonding_masters', up('eth0')]
  ],
  [
    'a port without a file',
    [device('eth1', { ...noFile, runningBond: 'bond0' })],
    ['echo -eth1 > /sys/class/net/bond0/bonding/slaves', 'ip link set dev eth1 down'],
    ['nmcli device disconnect eth1']
  ],
  [
    'a bond and ports that are not there yet',
    [{ ...bond0, exists: false }, device('eth0', { bond: 'bond0', exists: false })],
    ['ifup bond0'],
    [up('bond0'), up('eth0')]
  ]
]

describe.for(table)('%s', ([, targets, byScripts, byNetworkManager]) => {
  test('by initscripts', () => {
    expect(initscriptsSteps(targets).map(stepText)).toEqual(byScripts)
  })

  test('by NetworkManager', () => {
    expect(networkManagerSteps(targets).map(stepText)).toEqual(['nmcli connection reload', ...byNetworkManager])
  })
})

function up(name: string): string {
  return `nmcli connection up <profile of ${scripts}/ifcfg-${name}>`
}
