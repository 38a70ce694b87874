import { describe, expect, test } from 'vitest'
import { type BondingOption, bondingOptions } from '../../../modules/lib/bonding/options.ts'
import { scripts } from '../bonding/_files.ts'
import { device, guide, infoOf, net, type Tree } from './_host.ts'

const bonding = `${net}/bond0/bonding`
const path = `${scripts}/ifcfg-bond0`
const bond = String(guide['ifcfg-bond0'])

function driftOf(changes: Tree) {
  return infoOf({ ...guide, ...changes }).drift
}

test('the guide has none', () => {
  expect(driftOf({})).toEqual([])
})

/** Two values of an option, as a file and as sysfs spell them. */
function spellings({ kind, name }: BondingOption): readonly (readonly [file: string, kernel: string])[] {
  switch (kind.type) {
    case 'int':
      return ['100', '200'].map(value => [value, value])
    case 'named':
      return kind.values.slice(0, 2).map(value => [name === 'mode' ? value.name : String(value.id), named(value)])
    case 'ipv4-list':
      return [
        ['10.0.0.1,10.0.0.2', '10.0.0.2 10.0.0.1'],
        ['10.0.0.3', '10.0.0.3']
      ]
    case 'device':
      return ['eth0', 'eth1'].map(value => [value, value])
    case 'mac':
      return [
        ['52:54:00:AB:00:01', '52:54:00:ab:00:01'],
        ['52:54:00:AB:00:02', '52:54:00:ab:00:02']
      ]
  }
}

function named({ name, id }: { readonly name: string; readonly id: number }): string {
  return `${name} ${id}`
}

describe.each(bondingOptions.map(option => [option.name, option] as const))('%s', (name, option) => {
  const [first = ['', ''], second = ['', '']] = spellings(option)
  const mode = option.effective[0] ?? 0
  const modes = bondingOptions[0]?.kind.type === 'named' ? bondingOptions[0].kind.values : []
  const tree = (file: string, kernel: string): Tree => ({
    'ifcfg-bond0': `DEVICE=bond0\nBONDING_OPTS="${name === 'mode' ? '' : `mode=${mode} `}${name === 'miimon' ? '' : 'miimon=50 '}${name}=${file}"\n`,
    [`${bonding}/mode`]: `${named(modes[mode] ?? { name: '', id: 0 })}\n`,
    [`${bonding}/miimon`]: '50\n',
    [`${bonding}/${name}`]: `${kernel}\n`
  })

  test('the same in two spellings is no drift', () => {
    expect(driftOf(tree(...first))).toEqual([])
  })

  test('another value is', () => {
    expect(driftOf(tree(first[0], second[1]))).toEqual([
      { bond: 'bond0', port: null, key: name, file: first[0], kernel: second[1], path }
    ])
  })

  test('and so is a driver without it', () => {
    expect(driftOf({ ...tree(...first), [`${bonding}/${name}`]: undefined })).toContainEqual(
      expect.objectContaining({ key: name, kernel: null })
    )
  })
})

const table: readonly (readonly [string, Tree, readonly unknown[]])[] = [
  [
    'a bond only in files',
    Object.fromEntries(
      Object.keys(guide)
        .filter(file => /bond0\/|bonding_masters|bonding\/bond0|master$/.test(file))
        .map(file => [file, undefined])
    ),
    [{ bond: 'bond0', port: null, key: 'DEVICE', file: 'bond0', kernel: null, path }]
  ],
  [
    'a bond only in the kernel',
    { 'ifcfg-bond0': undefined, 'ifcfg-eth0': undefined, 'ifcfg-eth1': undefined },
    [
      { bond: 'bond0', port: null, key: 'DEVICE', file: null, kernel: 'bond0', path: null },
      { bond: 'bond0', port: 'eth0', key: 'MASTER', file: null, kernel: 'bond0', path: null },
      { bond: 'bond0', port: 'eth1', key: 'MASTER', file: null, kernel: 'bond0', path: null }
    ]
  ],
  [
    'a port that the kernel does not have in it',
    { [`${bonding}/slaves`]: 'eth1\n', [`${net}/eth0/master`]: undefined },
    [{ bond: 'bond0', port: 'eth0', key: 'MASTER', file: 'bond0', kernel: null, path: `${scripts}/ifcfg-eth0` }]
  ],
  [
    'a port that the kernel has in another bond',
    {
      [`${bonding}/slaves`]: 'eth1\n',
      [`${net}/eth0/master`]: { link: '../bond1' },
      'ifcfg-bond1': 'DEVICE=bond1\nBONDING_OPTS="mode=1 miimon=100"\n',
      ...device('bond1'),
      [`${net}/bond1/bonding/slaves`]: 'eth0\n',
      [`${net}/bond1/bonding/mode`]: 'active-backup 1\n',
      [`${net}/bond1/bonding/miimon`]: '100\n'
    },
    [
      { bond: 'bond0', port: 'eth0', key: 'MASTER', file: 'bond0', kernel: 'bond1', path: `${scripts}/ifcfg-eth0` },
      { bond: 'bond1', port: 'eth0', key: 'MASTER', file: 'bond0', kernel: 'bond1', path: `${scripts}/ifcfg-eth0` }
    ]
  ],
  [
    'a port that no file names',
    { [`${bonding}/slaves`]: 'eth0 eth1 eth2\n' },
    [{ bond: 'bond0', port: 'eth2', key: 'MASTER', file: null, kernel: 'bond0', path: null }]
  ],
  [
    'a bond that is down',
    { [`${net}/bond0/flags`]: '0x1402\n', [`${bonding}/miimon`]: '0\n' },
    [{ bond: 'bond0', port: null, key: 'ONBOOT', file: 'yes', kernel: 'down', path }]
  ],
  [
    'another MTU',
    { 'ifcfg-bond0': `${bond}MTU=9000\n` },
    [{ bond: 'bond0', port: null, key: 'MTU', file: '9000', kernel: '1500', path }]
  ],
  ['the same MTU', { 'ifcfg-bond0': `${bond}MTU="1500"\n` }, []],
  [
    'a bond that does not come up by itself and is down',
    { 'ifcfg-bond0': bond.replace('yes', 'no'), [`${net}/bond0/flags`]: '0x1402\n' },
    []
  ],
  [
    'a port that does not come up by itself',
    { [`${bonding}/slaves`]: 'eth1\n', 'ifcfg-eth0': 'DEVICE=eth0\nONBOOT=no\nMASTER=bond0\n' },
    []
  ],
  [
    'two files for one bond, of which none is compared',
    { 'ifcfg-copy': `${bond.replace('miimon=100', 'miimon=50')}` },
    []
  ]
]

test.each(table)('%s', (_, changes, expected) => {
  expect(driftOf(changes)).toEqual(expected)
})
