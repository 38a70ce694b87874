import { describe, expect, test } from 'vitest'
import { because, type FakeHost, isRoot, runOnFakeHost } from '../support/fake-host.ts'

const [first, second] = ['08:00:27:43:66:17', '08:00:27:08:f3:6a']
const bond = { name: 'bond0', mode: 'active-backup', miimon: 100, _ansible_check_mode: true }
const byAddress = [{ mac: first }, { mac: second.toUpperCase() }]

const eth0 = { 'class/net/eth0/address': `${first}\n`, 'class/net/eth0/device/': '' }
const eth1 = { 'class/net/eth1/address': `${second}\n`, 'class/net/eth1/device/': '' }
/** What has the address of eth0 too, and is no NIC: a VLAN on it, a bridge and a bond over it. */
const above = {
  'class/net/eth0.100/address': `${first}\n`,
  'class/net/eth0.100/lower_eth0/': '',
  'class/net/vlan7/address': `${first}\n`,
  'class/net/br0/address': `${first}\n`,
  'class/net/br0/bridge/': '',
  'class/net/bond7/address': `${first}\n`,
  'class/net/bond7/bonding/': '',
  'class/net/bonding_masters': 'bond7\n'
}

/** A host by its /sys, with the files of initscripts; its /proc has the VLAN of an old kernel. */
function host(sys: FakeHost['sys'], more: Partial<FakeHost> = {}): FakeHost {
  return { files: { 'ifup-eth': '' }, sys: { ...sys }, proc: { 'net/vlan/vlan7': 'vlan7  VID: 7\n' }, ...more }
}

function run(ports: readonly unknown[], on: FakeHost) {
  const { result } = runOnFakeHost('bond', { ...bond, ports }, on)
  expect(result.exception).toBeUndefined()
  return result
}

function after(result: { readonly [key: string]: unknown }, name: string): unknown {
  const changes: readonly { readonly path: string; readonly after: string }[] = Array.isArray(result.changes)
    ? result.changes
    : []
  return changes.find(({ path }) => path.endsWith(`/ifcfg-${name}`))?.after
}

describe.skipIf(!isRoot)(`ports by hardware address on the running host${because}`, () => {
  test('VLANs, bridges and bonds that have the address of a device are not it, and a new file has HWADDR', () => {
    const result = run(byAddress, host({ ...eth0, ...eth1, ...above }))
    expect(result).toMatchObject({ changed: true, warnings: [], interfaces: ['bond0', 'eth0', 'eth1'] })
    expect(result.bonds).toMatchObject([{ ports: ['eth0', 'eth1'] }])
    expect(after(result, 'eth1')).toBe(
      'DEVICE=eth1\nHWADDR=08:00:27:08:F3:6A\nBOOTPROTO=none\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\nUSERCTL=no\n'
    )
  })

  test('an enslaved port is known by its permanent address, not by the one that the bond gives it', () => {
    const enslaved = { ...eth0, 'class/net/eth1/address': `${first}\n`, 'class/net/eth1/device/': '' }
    const section = (port: string, mac: string) =>
      `\nSlave Interface: ${port}\nMII Status: up\nPermanent HW addr: ${mac}\n`
    const proc = { 'net/bonding/bond0': `Bonding Mode: x\n${section('eth0', first)}${section('eth1', second)}` }
    const files = {
      'ifup-eth': '',
      'ifcfg-bond0': 'DEVICE=bond0\nBONDING_OPTS="mode=active-backup miimon=100"\n',
      'ifcfg-eth0': `DEVICE=eth0\nHWADDR=${first}\nBOOTPROTO=none\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n`,
      'ifcfg-eth1': `DEVICE=eth1\nBOOTPROTO=none\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n`
    }
    const on = host(enslaved, { proc, files })
    const { result } = runOnFakeHost('bond', { ...bond, ports: byAddress, modprobe_alias: false }, on)
    expect(result).toMatchObject({ changed: false, bonds: [{ ports: ['eth0', 'eth1'] }] })
  })

  test('of two with one address the piece of hardware is meant', () => {
    const twin = { 'class/net/dummy0/address': `${first}\n` }
    expect(run([{ mac: first }], host({ ...eth0, ...twin })).bonds).toMatchObject([{ ports: ['eth0'] }])
  })

  test('two pieces of hardware with one address are refused, both named', () => {
    const twin = { 'class/net/ens3/address': `${first}\n`, 'class/net/ens3/device/': '' }
    const { msg } = run([{ mac: first }], host({ ...eth0, ...twin }))
    expect(msg).toContain('the hardware address 08:00:27:43:66:17 is that of ens3, eth0')
  })

  test('a device that has another name than its file says is refused, since the next boot would rename it', () => {
    const files = { 'ifup-eth': '', 'ifcfg-lan0': `DEVICE=lan0\nHWADDR=${first}\n` }
    const { msg } = run([{ mac: first }], host(eth0, { files }))
    expect(msg).toContain('is that of eth0, lan0 (HWADDR=08:00:27:43:66:17 in')
  })

  test('a file that names its device by nothing but its address is taken for the device', () => {
    const files = { 'ifup-eth': '', 'ifcfg-Wired_connection_1': `HWADDR=${first}\nONBOOT=no\n` }
    const result = run([{ mac: first }], host(eth0, { files }))
    expect(result.bonds).toMatchObject([{ ports: ['eth0'] }])
    expect(after(result, 'Wired_connection_1')).toContain('MASTER=bond0')
  })

  test('a device that is not there is known by its file, with a warning', () => {
    const files = { 'ifup-eth': '', 'ifcfg-eth1': `DEVICE=eth1\nHWADDR=${second}\n` }
    const result = run(byAddress, host(eth0, { files }))
    expect(result.bonds).toMatchObject([{ ports: ['eth0', 'eth1'] }])
    expect(String(result.warnings)).toContain('eth1: this host has no such device now')
  })

  test('an address that nothing has is refused with those that there are', () => {
    const { msg } = run([{ mac: '52:54:00:00:00:01' }], host({ ...eth0, ...eth1 }))
    expect(msg).toContain('no device has the hardware address 52:54:00:00:00:01')
    expect(msg).toContain('there are eth0 08:00:27:43:66:17, eth1 08:00:27:08:F3:6A: correct the address')
  })

  test('a file for the device with another HWADDR is refused, since initscripts would ignore the device', () => {
    const files = { 'ifup-eth': '', 'ifcfg-eth0': `DEVICE=eth0\nHWADDR=${second}\n` }
    const { msg } = run([{ mac: first }], host(eth0, { files }))
    expect(msg).toContain(`eth0: has the hardware address 08:00:27:43:66:17, but its file says HWADDR=${second}`)
    expect(msg).toContain('ifcfg-eth0, line 2')
  })
})
