import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { because, type FakeHost, isRoot, playOnFakeHost, runOnFakeHost } from '../support/fake-host.ts'
import { bundlePath, runModule } from '../support/run-module.ts'
import { readTree } from '../support/tree.ts'

/** A host of EL6.8 with the guide's bond, whose miimon somebody has changed, and a NIC too many in it. */
const host: FakeHost = {
  files: {
    'ifup-eth': '',
    'ifcfg-bond0':
      'DEVICE=bond0\nIPADDR=10.0.2.12\nPREFIX=8\nBONDING_OPTS="mode=1 miimon=100 fail_over_mac=1"\nONBOOT=yes\n',
    'ifcfg-eth0': 'DEVICE=eth0\nMASTER=bond0\nSLAVE=yes\n'
  },
  sys: {
    'class/net/bonding_masters': 'bond0\n',
    'class/net/bond0/flags': '0x1403\n',
    'class/net/bond0/bonding/mode': 'active-backup 1\n',
    'class/net/bond0/bonding/miimon': '50\n',
    'class/net/bond0/bonding/fail_over_mac': 'active 1\n',
    'class/net/bond0/bonding/slaves': 'eth0 eth1\n',
    'class/net/eth0/address': '08:00:27:08:f3:6a\n',
    'class/net/eth1/address': '08:00:27:08:f3:6a\n',
    'class/dmi/id/product_name': 'VirtualBox\n'
  },
  proc: {
    'sys/kernel/osrelease': '2.6.32-642.6.2.el6.x86_64\n',
    'net/bonding/bond0': readFileSync(
      join(import.meta.dirname, '../unit/proc-bonding/texts/2.6.32-el6-active-backup.txt'),
      'utf8'
    )
  }
}

describe.skipIf(!isRoot)(`bond_info on a running host${because}`, () => {
  test('files, kernel, drift and driver together', () => {
    const { result, log, status } = runOnFakeHost('bond_info', {}, host)
    expect(result).toMatchObject({
      changed: false,
      bonds: [
        {
          name: 'bond0',
          in_files: true,
          in_kernel: true,
          mode: 'active-backup',
          options: { miimon: 50, fail_over_mac: 'active' },
          active_port: 'eth0',
          mii_status: 'up',
          ports: [
            { name: 'eth0', in_files: true, mii_status: 'going down', permanent_mac: '08:00:27:43:66:17' },
            { name: 'eth1', in_files: false, mii_status: 'up', speed: 10, duplex: 'half' }
          ]
        }
      ],
      drift: [
        { bond: 'bond0', port: null, key: 'miimon', file: '100', kernel: '50' },
        { bond: 'bond0', port: 'eth1', key: 'MASTER', file: null, kernel: 'bond0' }
      ],
      capabilities: { miimon: 'yes', lacp_rate: 'no' },
      driver: { loaded: true, version: '3.7.1', kernel: '2.6.32-642.6.2.el6.x86_64' },
      virtualization: { kind: 'VirtualBox', advice: 'fail_over_mac=active' },
      pending: null,
      warnings: []
    })
    expect([status, log]).toEqual([0, []])
  })

  test('every key of the result is documented, and every documented key is there', () => {
    const lacp = readFileSync(join(import.meta.dirname, '../unit/proc-bonding/texts/4.4-802.3ad.txt'), 'utf8')
    const sys = {
      ...host.sys,
      'class/net/bond0/bonding/mode': '802.3ad 4\n',
      'class/net/bond0/bonding/slaves': 'ens3 ens4\n'
    }
    const { results } = playOnFakeHost(
      [
        ['modprobe_alias', { alias: 'bond0', module: 'bonding' }],
        ['ifcfg', { name: 'eth7', settings: { ONBOOT: false } }],
        ['bond_info', { as_tasks: true }]
      ],
      {
        ...host,
        files: { ...host.files, 'ifcfg-bond0.5': 'DEVICE=bond0.5\nVLAN=yes\nONBOOT=yes\n' },
        sys,
        etc: { 'modprobe.d/off.conf': 'install bonding /bin/true\nblacklist bonding\n' },
        proc: { ...host.proc, 'net/bonding/bond0': lacp, uptime: '100.00 90.00\n' }
      }
    )
    const { invocation: _, changed: __, warnings: ___, ...info } = results[2] ?? {}
    const { RETURN }: { RETURN: Documented } = parse(readFileSync(documentation, 'utf8'), { version: '1.1' })
    // The action plugin adds that one.
    const { program: ____, ...own } = RETURN
    expect(keysOf(info, own)).toEqual(documentedKeys(own))
  })

  test('a change that is written and not applied', () => {
    const { results } = playOnFakeHost(
      [
        ['ifcfg', { name: 'eth7', settings: { ONBOOT: false } }],
        ['bond_info', { name: 'bond0' }]
      ],
      { files: {} }
    )
    expect(results[1]).toMatchObject({
      changed: false,
      bonds: [],
      pending: { state: 'written', remaining: null, files: ['/etc/sysconfig/network-scripts/ifcfg-eth7'] }
    })
    expect(results[1]?.warnings).toEqual([
      expect.stringMatching(/^name: bond0 is unknown: .* there is no bond at all$/)
    ])
  })

  test('a host without ifcfg files is no failure', () => {
    const { result, status } = runOnFakeHost('bond_info', {}, {})
    expect(status).toBe(0)
    expect(result).toMatchObject({ bonds: [], drift: null })
    expect(String(result.warnings)).toContain('nothing on it reads ifcfg files')
  })
})

describe('bond_info of a folder', () => {
  const folder = join(import.meta.dirname, '../golden/cases/bond/anaconda-el7-nm-keys/after')

  test('says what the files say, leaves the folder as it is, in check mode as well', () => {
    const before = readTree(folder)
    const { result, stderr, status } = runModule('bond_info', { root: folder })
    expect(result).toMatchObject({ changed: false, drift: null, capabilities: null, driver: null, pending: null })
    expect(result.bonds).toMatchObject([{ in_files: true, in_kernel: null, configured: { mode: 'active-backup' } }])
    expect([stderr, status]).toEqual(['', 0])
    const dry = runModule('bond_info', { root: folder, _ansible_check_mode: true })
    expect(dry.result).toEqual(result)
    expect(readTree(folder)).toEqual(before)
  })

  test('takes the bonds over that it is asked for, and names what stands against it', () => {
    const root = join(import.meta.dirname, '../golden/cases/bond/the-guide/after')
    const { result } = runModule('bond_info', { root, as_tasks: true })
    const { bonding_bonds: bonds } = parse(String(result.as_tasks))
    expect(bonds).toEqual(result.bonding_bonds)
    expect(bonds).toMatchObject([{ name: 'bond0', ports: ['eth0', 'eth1'], ipaddr: '10.0.2.12' }])
    expect(runModule('bond', { root, bonds, _ansible_check_mode: true }).result).toMatchObject({ changed: false })
    expect(result.cannot_take_over).toEqual([])
    const other = runModule('bond_info', { root, as_tasks: true, name: 'bond1' }).result
    expect(other).toMatchObject({ as_tasks: 'bonding_bonds: []\n', bonding_bonds: [], cannot_take_over: [] })
  })

  test('an empty folder has nothing; one that is not there is refused', () => {
    const empty = mkdtempSync(join(tmpdir(), 'nic-bonding-info-'))
    try {
      const { result } = runModule('bond_info', { root: empty, name: 'bond0,bond1' })
      expect(result).toMatchObject({ bonds: [], modprobe: { aliases: [], options: [] } })
      expect(result.warnings).toHaveLength(2)
      expect(readTree(empty).size).toBe(0)
    } finally {
      rmSync(empty, { recursive: true })
    }
    expect(runModule('bond_info', { root: empty }).result).toMatchObject({
      failed: true,
      msg: expect.stringContaining('does not exist')
    })
  })

  test.each([
    ['a name that no device can have', { name: 'eth0/../x' }, 'name'],
    ['an option that it does not have', { names: 'bond0' }, 'names']
  ])('%s is refused', (_, args, option) => {
    const { result } = runModule('bond_info', args)
    expect(result.failed).toBe(true)
    expect(result.msg).toContain(option)
  })
})

const documentation = bundlePath('bond_info').replace(/cjs$/, 'yml')

type Documented = { readonly [key: string]: { readonly contains?: Documented } }

function documentedKeys(fields: Documented, at = ''): readonly string[] {
  const own = Object.entries(fields).flatMap(([key, { contains }]) => [
    at + key,
    ...(contains === undefined ? [] : documentedKeys(contains, `${at}${key}.`))
  ])
  return [...new Set(own)].sort()
}

/** The keys of a result, of lists those of all their elements; dicts whose keys are data are not looked into. */
function keysOf(value: unknown, fields: Documented, at = ''): readonly string[] {
  const items = Array.isArray(value) ? value : [value]
  const own = items.flatMap(item =>
    Object.entries(typeof item === 'object' && item !== null ? item : {}).flatMap(([key, inner]) => {
      const { contains } = fields[key] ?? {}
      return [at + key, ...(contains === undefined ? [] : keysOf(inner, contains, `${at}${key}.`))]
    })
  )
  return [...new Set(own)].sort()
}
