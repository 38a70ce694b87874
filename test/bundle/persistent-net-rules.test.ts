import { describe, expect, test } from 'vitest'
import { because, type FakeHost, isRoot, playOnFakeHost, runOnFakeHost } from '../support/fake-host.ts'

const rules = 'SUBSYSTEM=="net", ATTR{address}=="08:00:27:43:66:17", NAME="eth3"\n'

/** Two ports of a bond, which show its address, a NIC without a bond, a VLAN, and a device of software. */
const host: FakeHost = {
  etc: { 'udev/rules.d/70-persistent-net.rules': rules },
  files: {
    'ifcfg-eth0': 'DEVICE=eth0\nMASTER=bond0\nSLAVE=yes\n',
    'ifcfg-eth1': 'DEVICE=eth1\nMASTER=bond0\nSLAVE=yes\nHWADDR=08:00:27:08:F3:6A\n',
    'ifcfg-dummy0': 'DEVICE=dummy0\n'
  },
  sys: {
    'class/net/bonding_masters': 'bond0\n',
    'class/net/bond0/address': '08:00:27:43:66:17\n',
    'class/net/eth0/address': '08:00:27:43:66:17\n',
    'class/net/eth0/device/': '',
    'class/net/eth1/address': '08:00:27:43:66:17\n',
    'class/net/eth1/device/': '',
    'class/net/eth2/address': '52:54:00:00:00:0a\n',
    'class/net/eth2/device/': '',
    'class/net/dummy0/address': '02:00:00:00:00:01\n',
    'class/net/lo/address': '00:00:00:00:00:00\n'
  }
}

/** Beside it no file of /proc is there, and with that no lock: for check mode only. */
const proc = {
  'net/bonding/bond0':
    'Ethernet Channel Bonding Driver: v3.6.0\n\nSlave Interface: eth0\nMII Status: up\nPermanent HW addr: 08:00:27:43:66:17\n\n' +
    'Slave Interface: eth1\nMII Status: up\nPermanent HW addr: 08:00:27:08:f3:6a\n',
  uptime: '100.00 90.00\n'
}

describe.skipIf(!isRoot)(`persistent_net_rules on a stand-in host${because}`, () => {
  test('the names are those of the kernel, ports by their permanent address', () => {
    const { result } = runOnFakeHost('persistent_net_rules', { _ansible_check_mode: true }, { ...host, proc })
    expect(result.msg).toBeUndefined()
    expect(result).toMatchObject({ changed: true, reboot_needed: true, rules: { '08:00:27:43:66:17': 'eth3' } })
    expect(result.map).toEqual({
      '08:00:27:43:66:17': 'eth0',
      '08:00:27:08:F3:6A': 'eth1',
      '52:54:00:00:00:0A': 'eth2'
    })
    expect(result.warnings).toEqual([
      expect.stringContaining('ifcfg-eth0: has no HWADDR'),
      expect.stringContaining('a reboot is needed')
    ])
    expect(String(result.warnings)).toContain('put HWADDR=08:00:27:43:66:17 there')
  })

  test('check mode says what the run says, a second run changes nothing, and nothing waits to be applied', () => {
    const { results } = playOnFakeHost(
      [
        ['persistent_net_rules', { _ansible_check_mode: true }],
        ['persistent_net_rules', {}],
        ['persistent_net_rules', {}],
        ['network_apply', { state: 'status' }]
      ],
      host
    )
    const [dry, real, again, status] = results.map(({ invocation: _, ...result }) => result)
    expect(dry).toEqual(real)
    expect(real).toMatchObject({ changed: true, reboot_needed: true, pending: false })
    expect(again).toMatchObject({ changed: false, reboot_needed: false, rules: {}, map: real?.map })
    expect(status).toMatchObject({ state: 'none' })
  })
})
