import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { scripts } from '../bonding/_files.ts'
import { device, guide, infoOf, net, type Tree } from './_host.ts'

const bonding = `${net}/bond0/bonding`

function bondOf(changes: Tree, asked = {}) {
  return infoOf({ ...guide, ...changes }, asked).bonds[0]
}

const noLacp = {
  queue_id: 0,
  aggregator_id: null,
  actor_churn: null,
  partner_churn: null,
  actor_churned: null,
  partner_churned: null,
  actor: null,
  partner: null
}

const linked = { exists: true, up: true, carrier: true, mtu: 1500, speed: 1000, duplex: 'full', mii_status: 'up' }

test('the bond of the guide, whole', () => {
  expect(bondOf({})).toEqual({
    name: 'bond0',
    in_files: true,
    in_kernel: true,
    mode: 'active-backup',
    options: { miimon: 100, fail_over_mac: 'active', resend_igmp: 1, primary_reselect: 'always' },
    up: true,
    carrier: true,
    mac: '08:00:27:08:f3:6a',
    mtu: 1500,
    speed: 1000,
    mii_status: 'up',
    active_port: 'eth1',
    primary: null,
    lacp: null,
    addresses: ['10.0.2.12/8'],
    gateways: [],
    ports: [
      {
        name: 'eth0',
        in_files: true,
        in_kernel: true,
        path: `${scripts}/ifcfg-eth0`,
        ...linked,
        mac: '08:00:27:00:00:01',
        permanent_mac: '08:00:27:43:66:17',
        link_failures: 2,
        ...noLacp
      },
      {
        name: 'eth1',
        in_files: true,
        in_kernel: true,
        path: `${scripts}/ifcfg-eth1`,
        ...linked,
        mac: '08:00:27:00:00:01',
        permanent_mac: '08:00:27:08:f3:6a',
        link_failures: 0,
        ...noLacp
      }
    ],
    vlans: [],
    unparsed: [],
    configured: {
      path: `${scripts}/ifcfg-bond0`,
      mode: 'active-backup',
      options: { miimon: 100, fail_over_mac: 'active' },
      onboot: true,
      bootproto: 'none',
      addresses: ['10.0.2.12/8'],
      gateway: null,
      mtu: null
    },
    alias: { alias: 'bond0', module: 'bonding', path: '/etc/modprobe.d/bonding-eth0_eth1.conf', line: 2 }
  })
})

describe('where a bond is', () => {
  const kernelOnly: Tree = { 'ifcfg-bond0': undefined, 'ifcfg-eth0': undefined, 'ifcfg-eth1': undefined }
  const filesOnly: Tree = Object.fromEntries(
    Object.keys(guide)
      .filter(file => /bond0\/|bonding_masters|proc\/net|master$/.test(file))
      .map(file => [file, undefined])
  )

  test('only in the kernel', () => {
    const bond = bondOf(kernelOnly)
    expect(bond).toMatchObject({ in_files: false, in_kernel: true, mode: 'active-backup', configured: null })
    expect(bond.ports).toMatchObject([
      { name: 'eth0', in_files: false, in_kernel: true, path: null },
      { name: 'eth1', in_files: false, in_kernel: true, path: null }
    ])
  })

  test('only in files', () => {
    const bond = bondOf(filesOnly)
    expect(bond).toMatchObject({ in_files: true, in_kernel: false, mode: null, options: null, ports: [{}, {}] })
    expect(bond.ports[0]).toMatchObject({ name: 'eth0', in_kernel: false, carrier: true, mii_status: null })
  })

  test('under another root the kernel says nothing', () => {
    const info = infoOf(guide, { isRunning: false })
    expect(info.bonds).toMatchObject([{ in_files: true, in_kernel: null, mode: null, up: null, unparsed: null }])
    expect(info.bonds[0].configured).toMatchObject({ mode: 'active-backup', addresses: ['10.0.2.12/8'] })
    expect(info.bonds[0].ports[0]).toMatchObject({ name: 'eth0', in_files: true, in_kernel: null, exists: null })
    const { drift, capabilities, driver, virtualization } = info
    expect([drift, capabilities, driver, virtualization]).toEqual([null, null, null, null])
    expect(info.modprobe.aliases).toHaveLength(1)
  })

  test('only as the master of a port: there, and warned of', () => {
    const info = infoOf({ 'ifcfg-eth0': 'DEVICE=eth0\nMASTER=bond7\nSLAVE=yes\n' })
    expect(info.bonds).toMatchObject([{ name: 'bond7', in_files: true, in_kernel: false, configured: null }])
    expect(info.warnings).toEqual([
      `bond7: has no file (${scripts}/ifcfg-bond7), and ${scripts}/ifcfg-eth0 names it as MASTER`
    ])
  })

  test('in /proc alone, where sysfs shows another namespace', () => {
    const gone = Object.keys(guide).filter(file => file.startsWith('/sys'))
    const bond = bondOf(Object.fromEntries(gone.map(file => [file, undefined])))
    expect(bond).toMatchObject({
      in_kernel: true,
      mode: 'active-backup',
      options: { miimon: 100, updelay: 0, fail_over_mac: 'active' },
      active_port: 'eth1',
      up: null
    })
    expect(bond.ports).toMatchObject([
      { name: 'eth0', in_kernel: true, exists: false, speed: 1000, link_failures: 2 },
      { name: 'eth1' }
    ])
  })

  test('nowhere: no bonds, no driver, no files', () => {
    const info = infoOf({ 'ifcfg-lo': 'DEVICE=lo\n', 'ifcfg-eth0': 'DEVICE=eth0\nBOOTPROTO=dhcp\n' })
    expect(info).toMatchObject({ bonds: [], drift: [], warnings: [], driver: { loaded: false, version: null } })
  })
})

describe('ports', () => {
  test('one without carrier', () => {
    const text = String(guide['/proc/net/bonding/bond0']).replace(
      'MII Status: up\nSpeed: 1000 Mbps\nDuplex: full',
      'MII Status: down\nSpeed: Unknown\nDuplex: Unknown'
    )
    const bond = bondOf({
      '/proc/net/bonding/bond0': text,
      ...device('eth0', { carrier: '0\n', speed: '-1\n', duplex: 'unknown\n' })
    })
    expect(bond.ports[0]).toMatchObject({ mii_status: 'down', carrier: false, speed: null, duplex: null, up: true })
  })

  test('one that is down has no carrier to tell', () => {
    // The kernel answers EINVAL there; a folder makes reading fail as well.
    const bond = bondOf(device('eth0', { flags: '0x1802\n', carrier: { folder: true }, speed: { folder: true } }))
    expect(bond.ports[0]).toMatchObject({ up: false, carrier: null })
  })

  test('one whose file is found by its NAME alone', () => {
    const bond = bondOf({ 'ifcfg-eth0': undefined, 'ifcfg-nic0': 'NAME=eth0\nMASTER=bond0\nSLAVE=yes\n' })
    expect(bond.ports).toMatchObject([
      { name: 'eth0', in_files: true, path: `${scripts}/ifcfg-nic0` },
      { name: 'eth1' }
    ])
  })

  test.each(['/', '..', 'eth0:1', 'eth0/../eth1'])('%s is no device', name => {
    const bond = bondOf({ 'ifcfg-odd': `DEVICE=${name}\nMASTER=bond0\n` })
    expect(bond.ports[2]).toMatchObject({ name, in_files: true, in_kernel: false, exists: false, mac: null })
  })

  test('one that only the files have comes last', () => {
    const bond = bondOf({ 'ifcfg-eth2': 'DEVICE=eth2\nMASTER=bond0\nSLAVE=yes\n' })
    expect(bond.ports[2]).toMatchObject({ name: 'eth2', in_files: true, in_kernel: false, exists: false })
  })
})

test('802.3ad: the aggregator, the partner and both sides of each port', () => {
  const text = readFileSync(join(import.meta.dirname, '../proc-bonding/texts/4.4-802.3ad.txt'), 'utf8')
  const bond = bondOf({
    '/proc/net/bonding/bond0': text,
    [`${bonding}/mode`]: '802.3ad 4\n',
    [`${bonding}/slaves`]: 'ens3 ens4\n'
  })
  expect(bond.lacp).toEqual({
    aggregator_id: 2,
    ports: 1,
    actor_key: 15,
    partner_key: 15,
    partner_mac: '52:54:00:00:01:01',
    system_priority: 65535,
    system_mac: '52:54:00:00:00:01'
  })
  expect(bond.ports[0]).toMatchObject({ aggregator_id: 2, actor_churn: 'none', partner_churned: 1 })
  expect(bond.ports[0].partner).toEqual({
    system_priority: 32768,
    system_mac: '52:54:00:00:01:01',
    key: 14,
    port_priority: 128,
    port_number: 3,
    port_state: 61
  })
})

test('lines that a vendor has added are shown', () => {
  const text = `${guide['/proc/net/bonding/bond0']}Slave active: 1\n`
  expect(bondOf({ '/proc/net/bonding/bond0': text }).unparsed).toEqual(['Slave active: 1'])
})

test('options that readers disagree about are null, with a warning', () => {
  const info = infoOf({ ...guide, 'ifcfg-bond0': 'DEVICE=bond0\nBONDING_OPTS="mode=1 mode=4"\n' })
  expect(info.bonds[0].configured).toMatchObject({ mode: null, options: null })
  expect(info.warnings).toEqual([
    expect.stringContaining(`bond0: bash and NetworkManager read BONDING_OPTS in ${scripts}/ifcfg-bond0 differently`)
  ])
})

describe('VLANs on a bond', () => {
  const files: Tree = {
    'ifcfg-bond0.100': 'DEVICE=bond0.100\nVLAN=yes\nONBOOT=yes\n',
    'ifcfg-vlan200': 'DEVICE=vlan200\nVLAN=yes\nPHYSDEV=bond0\n',
    'ifcfg-eth5.7': 'DEVICE=eth5.7\nVLAN=yes\n'
  }
  const unknown = { up: null, carrier: null, mtu: null, addresses: null }

  test('of files alone', () => {
    const vlans = [
      { name: 'bond0.100', id: 100, in_files: true, in_kernel: false, ...unknown },
      { name: 'vlan200', id: 200, in_files: true, in_kernel: false, ...unknown }
    ]
    expect(bondOf(files).vlans).toEqual(vlans)
    expect(bondOf(files, { isRunning: false }).vlans).toEqual(vlans.map(vlan => ({ ...vlan, in_kernel: null })))
  })

  test('of the kernel, whose number counts', () => {
    const kernel: Tree = {
      ...device('vlan200'),
      '/proc/net/vlan/config': 'VLAN Dev name\t | VLAN ID\n',
      '/proc/net/vlan/vlan200': 'vlan200  VID: 201\t REORDER_HDR: 1  dev->priv_flags: 1021\nDevice: bond0\n',
      '/proc/net/vlan/eth5.7': 'eth5.7  VID: 7\t REORDER_HDR: 1  dev->priv_flags: 1021\nDevice: eth5\n'
    }
    const network = { addresses: [{ device: 'vlan200', address: '192.0.2.9/24' }], gateways: [] }
    expect(bondOf({ ...files, ...kernel }, { network }).vlans[1]).toEqual({
      ...{ name: 'vlan200', id: 201, in_files: true, in_kernel: true },
      ...{ up: true, carrier: true, mtu: 1500, addresses: ['192.0.2.9/24'] }
    })
  })
})
