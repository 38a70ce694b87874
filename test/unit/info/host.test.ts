import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bondingOptions } from '../../../modules/lib/bonding/options.ts'
import type { ChangeRecord } from '../../../modules/lib/change/change-record.ts'
import { scripts } from '../bonding/_files.ts'
import { guide, infoOf, net, type Tree } from './_host.ts'

const bare: Tree = { 'ifcfg-lo': 'DEVICE=lo\n' }

describe('name', () => {
  const two: Tree = { ...guide, 'ifcfg-bond1': 'DEVICE=bond1\nBONDING_OPTS="mode=4 miimon=100"\n' }

  test('chooses bonds, and what differs of them', () => {
    const info = infoOf(two, { names: ['bond0', 'bond0'] })
    expect(info.bonds).toMatchObject([{ name: 'bond0' }])
    expect([info.drift, info.warnings]).toEqual([[], []])
    expect(infoOf(two).drift).toMatchObject([{ bond: 'bond1', key: 'DEVICE' }])
  })

  test('that is nowhere is a warning', () => {
    expect(infoOf(two, { names: ['bond1', 'bond7'] })).toMatchObject({
      bonds: [{ name: 'bond1' }],
      warnings: [
        'name: bond7 is unknown: no file is for it, and the kernel has no bond of that name; there is bond0, bond1'
      ]
    })
    expect(infoOf(bare, { names: ['bond0'], isRunning: false }).warnings).toEqual([
      'name: bond0 is unknown: no file under root is for it; there is no bond at all'
    ])
  })
})

describe('capabilities', () => {
  const all = (word: string) => Object.fromEntries(bondingOptions.map(({ name }) => [name, word]))

  test('without a bond and on an unknown kernel nothing is known', () => {
    const release = { '/proc/sys/kernel/osrelease': '4.18.0-553.el8_10.x86_64\n' }
    expect(infoOf({ ...bare, ...release }).capabilities).toEqual(all('unknown'))
  })

  test('a bond shows what the driver has, whatever the release says', () => {
    const folder: Tree = Object.fromEntries(
      ['mode', 'miimon', 'slaves'].map(name => [`${net}/bond9/bonding/${name}`, ''])
    )
    const release = { '/proc/sys/kernel/osrelease': '7.1.8\n' }
    expect(infoOf({ ...bare, ...folder, ...release }).capabilities).toEqual({
      ...all('no'),
      mode: 'yes',
      miimon: 'yes'
    })
  })

  test('a build whose source was read is known', () => {
    const release = { '/proc/sys/kernel/osrelease': '2.6.32-642.6.2.el6.x86_64\n' }
    const expected = bondingOptions.map(({ name, notIn }) => [
      name,
      notIn.includes('2.6.32-642.6.2.el6') ? 'no' : 'yes'
    ])
    expect(infoOf({ ...bare, ...release }).capabilities).toEqual(Object.fromEntries(expected))
  })
})

test('words in a file that no bond can be given are warned of, with the way that works', () => {
  const file =
    'DEVICE=bond0\nONBOOT=yes\nBONDING_OPTS="mode=1 miimon=100 fail_over_mac=1 max_bonds=2 active_slave=eth0"\n'
  const { warnings } = infoOf({ ...guide, 'ifcfg-bond0': file }) as { readonly warnings: readonly string[] }
  const place = `bond0: BONDING_OPTS (${scripts}/ifcfg-bond0, line 3): `
  expect(warnings.filter(text => text.startsWith(place))).toEqual([
    expect.stringMatching(/max_bonds is a parameter of the whole driver.*nic\.bonding\.modprobe_options/),
    expect.stringMatching(/active_slave is refused by the driver.*use primary/)
  ])
})

describe('driver', () => {
  test('with a version of its own', () => {
    expect(infoOf(guide).driver).toEqual({ loaded: true, version: '3.7.1', kernel: '5.14.0-503.el9.x86_64' })
  })

  test('with that of the kernel, by the file of a bond', () => {
    const { version, loaded } = infoOf({ ...guide, '/sys/module/bonding/version': undefined }).driver
    expect([version, loaded]).toEqual(['3.7.1', true])
  })

  test('loaded, without any bond', () => {
    expect(infoOf({ ...bare, [`${net}/bonding_masters`]: '\n' }).driver).toEqual({
      loaded: true,
      version: null,
      kernel: null
    })
  })
})

describe('virtualization', () => {
  const at = (product: string, vendor: string): Tree => ({
    '/sys/class/dmi/id/product_name': `${product}\n`,
    '/sys/class/dmi/id/sys_vendor': `${vendor}\n`
  })

  test.each([
    ['VirtualBox', 'innotek GmbH', 'VirtualBox', true],
    ['VMware Virtual Platform', 'VMware, Inc.', 'VMware', true],
    ['VMware7,1', 'VMware, Inc.', 'VMware', true],
    ['Virtual Machine', 'Microsoft Corporation', 'Hyper-V', true],
    ['KVM', 'Red Hat', 'KVM', false],
    ['Standard PC (Q35 + ICH9, 2009)', 'QEMU', 'QEMU', false],
    ['HVM domU', 'Xen', 'Xen', false],
    ['PowerEdge R640', 'Dell Inc.', null, false],
    // Hardware of vendors that also make hypervisors.
    ['ORACLE SERVER X8-2', 'Oracle Corporation', null, false],
    ['Surface Hub', 'Microsoft Corporation', null, false]
  ])('%s of %s', (product, vendor, kind, isAdvised) => {
    const { virtualization } = infoOf({ ...bare, ...at(product, vendor) })
    expect(virtualization).toMatchObject({ product, kind, advice: isAdvised ? 'fail_over_mac=active' : null })
    expect(virtualization.reason).toContain(kind ?? product)
  })

  test('a host without DMI', () => {
    expect(infoOf(bare).virtualization).toMatchObject({ product: null, kind: null, advice: null })
  })

  test.each([
    ['that runs without it', { [`${net}/bond0/bonding/fail_over_mac`]: 'none 0\n' }, 1],
    ['that runs with it', {}, 0],
    [
      'in another mode',
      { [`${net}/bond0/bonding/mode`]: 'balance-alb 6\n', [`${net}/bond0/bonding/fail_over_mac`]: 'none 0\n' },
      0
    ]
  ])('a bond %s is warned of in VirtualBox', (_, changes, count) => {
    const { warnings } = infoOf({ ...guide, ...at('VirtualBox', 'innotek GmbH'), ...changes })
    expect(warnings).toHaveLength(count)
    for (const warning of warnings) expect(warning).toContain('bond0: fail_over_mac=none gives ports a MAC address')
  })
})

test('modprobe: each line with its place, in the order of modprobe', () => {
  const folder = '/etc/modprobe.d'
  const info = infoOf({
    ...guide,
    [`${folder}/a.conf`]: '\noptions bonding max_bonds=0 # not a comment\noptions dummy numdummies=0\n',
    [`${folder}/z.conf`]: 'alias bond* bonding\noptions bond0 mode=1\nalias bond0 dummy\n',
    [`${folder}/h.conf`]:
      'install bond? /bin/x\ninstall bonding /bin/true\nblacklist bonding\ninstall bond0  /bin/y z\n'
  })
  expect(info.modprobe).toEqual({
    aliases: [
      { alias: 'bond0', module: 'bonding', path: `${folder}/bonding-eth0_eth1.conf`, line: 2 },
      { alias: 'bond*', module: 'bonding', path: `${folder}/z.conf`, line: 1 }
    ],
    options: [
      { module: 'bonding', options: 'max_bonds=0 # not a comment', path: `${folder}/a.conf`, line: 2 },
      { module: 'bond0', options: 'mode=1', path: `${folder}/z.conf`, line: 2 }
    ],
    installs: [
      { module: 'bonding', command: '/bin/true', path: `${folder}/h.conf`, line: 2 },
      { module: 'bond0', command: '/bin/y z', path: `${folder}/h.conf`, line: 4 }
    ],
    blacklists: [{ path: `${folder}/h.conf`, line: 3 }]
  })
})

describe('pending', () => {
  const change: ChangeRecord = {
    id: '5f0c1d7e',
    state: 'waiting',
    files: [{ path: `${scripts}/ifcfg-bond0`, before: undefined, after: '' }],
    torn: [],
    booted: false,
    foreign: [],
    remaining: 171.4,
    reason: undefined
  }
  const pendingOf = (more: Partial<ChangeRecord>) => infoOf(guide, { changes: [{ ...change, ...more }] }).pending

  test('a change that waits, with its log', () => {
    const log = '/var/log/nic-bonding.log'
    expect(pendingOf({})).toEqual({
      id: '5f0c1d7e',
      state: 'waiting',
      remaining: 171.4,
      reason: null,
      files: [`${scripts}/ifcfg-bond0`],
      log
    })
  })

  test.each<[string, Partial<ChangeRecord>, string | undefined]>([
    ['written', { state: 'written' }, 'written'],
    ['written before the host booted', { state: 'written', booted: true }, undefined],
    ['being undone', { state: 'reverting', reason: 'not confirmed' }, 'reverting'],
    ['that could not be undone', { state: 'failed', reason: 'x' }, 'failed'],
    ['confirmed', { state: 'confirmed' }, undefined],
    ['undone', { state: 'reverted' }, undefined]
  ])('one that is %s', (_, more, state) => {
    expect(pendingOf(more)?.state).toBe(state)
  })

  test('files that are being written are a warning', () => {
    const torn = [{ path: `${scripts}/ifcfg-eth0`, before: 'a', after: 'b' }]
    const { warnings, pending } = infoOf(guide, { changes: [{ ...change, state: 'written', torn }] })
    expect(warnings).toEqual([expect.stringContaining(`change 5f0c1d7e: ${scripts}/ifcfg-eth0 is being written`)])
    expect(pending.files).toEqual([`${scripts}/ifcfg-bond0`, `${scripts}/ifcfg-eth0`])
  })
})

describe('warnings', () => {
  test('a running host without ifcfg files: the kernel alone, and no drift to tell', () => {
    const files = Object.keys(guide).filter(name => name.startsWith('ifcfg-'))
    const info = infoOf({ ...guide, ...Object.fromEntries(files.map(name => [name, undefined])) })
    expect(info.warnings).toEqual([expect.stringContaining(`${scripts}: this host has no such folder`)])
    expect(info).toMatchObject({ drift: null, bonds: [{ in_files: false, in_kernel: true }] })
  })

  test('a bond of two files', () => {
    const info = infoOf({ ...guide, 'ifcfg-copy': 'DEVICE=bond0\n' })
    expect(info.warnings).toEqual([expect.stringContaining('bond0: has two ifcfg files')])
    expect(info.bonds).toMatchObject([{ in_files: true, configured: null }])
  })

  test('a port of two files: none is taken, and nothing of it compared', () => {
    const info = infoOf({ ...guide, 'ifcfg-copy': 'DEVICE=eth0\nMASTER=bond0\n', 'ifcfg-other': 'DEVICE=eth1\n' })
    expect(info.warnings).toEqual([
      expect.stringContaining('eth0: has two ifcfg files'),
      expect.stringContaining('eth1: has two ifcfg files')
    ])
    expect(info.bonds[0].ports).toMatchObject([
      { name: 'eth0', in_files: true, in_kernel: true, path: null },
      { name: 'eth1', in_files: true, in_kernel: true, path: `${scripts}/ifcfg-eth1` }
    ])
    expect(info.drift).toEqual([])
  })

  test('a bond of a keyfile is none of ours', () => {
    const keyfile = {
      '/etc/NetworkManager/system-connections/bond0.nmconnection': '[connection]\ninterface-name=bond0\n'
    }
    const files = { 'ifcfg-bond0': undefined, 'ifcfg-eth0': undefined, 'ifcfg-eth1': undefined }
    const info = infoOf({ ...guide, ...files, ...keyfile })
    expect(info.bonds).toMatchObject([{ in_files: false, in_kernel: true }])
    expect(info.drift).toEqual([])
    expect(info.warnings).toEqual([expect.stringContaining('bond0: has the NetworkManager keyfile')])
  })
})

test('whatever ifcfg files hold, there is an answer', () => {
  const words = [
    'DEVICE=',
    'MASTER=',
    'BONDING_OPTS=',
    'TYPE=Bond',
    'MTU=',
    'bond0',
    'eth0',
    '"mode=1 miimon=x"',
    "'",
    '"',
    '$(',
    '\\'
  ]
  const part = fc.constantFrom(...words, '\n', '\n', '\r', '\0', '/', '..', ' ', '#', ':1', '\udcff', '__proto__')
  const text = fc.array(part, { maxLength: 30 }).map(parts => parts.join(''))
  fc.assert(
    fc.property(text, text, (first, second) => {
      const latin = (file: string): Buffer => Buffer.from(file, 'latin1')
      const { bonds } = infoOf({ ...guide, 'ifcfg-bond1': latin(first), 'ifcfg-eth1': latin(second) })
      return bonds.length >= 1
    }),
    { numRuns: process.env.FUZZ_RUNS === undefined ? 100 : 2000 }
  )
})

test('a key that JavaScript has a meaning for is one like any other', () => {
  const info = infoOf({ ...bare, 'ifcfg-bond0': 'DEVICE=bond0\nBONDING_OPTS="mode=1 __proto__=x"\n' })
  expect(JSON.stringify(info.bonds[0].configured.options)).toBe('{"__proto__":"x"}')
})
