import { describe, expect, test } from 'vitest'
import { because, type FakeHost, isRoot, runOnFakeHost } from '../support/fake-host.ts'

const guide = {
  name: 'bond0',
  ports: ['eth0', 'eth1'],
  mode: 'active-backup',
  miimon: 100,
  ipaddr: '10.0.2.12',
  prefix: 8,
  _ansible_check_mode: true
}

/** A host with two devices, initscripts, and a bond of the kernel that shows which options the driver has. */
const el6: FakeHost = {
  files: { 'ifup-eth': '' },
  sys: {
    // The driver's own file among the devices, which is none.
    'class/net/bonding_masters': '\n',
    'class/net/eth0/address': '08:00:27:43:66:17\n',
    'class/net/eth1/address': '08:00:27:08:f3:6a\n'
  }
}

function bond(args: { readonly [option: string]: unknown }, host: FakeHost = el6) {
  const { result } = runOnFakeHost('bond', { ...guide, ...args }, host)
  expect(result.exception).toBeUndefined()
  return {
    message: String(result.msg ?? ''),
    warnings: String(Array.isArray(result.warnings) ? result.warnings.join('\n') : ''),
    result
  }
}

describe.skipIf(!isRoot)(`rules about the running host${because}`, () => {
  test('a host on which nothing reads ifcfg files is refused, with the way out', () => {
    const { message } = bond({}, {})
    expect(message).toContain('root: / has no folder /etc/sysconfig/network-scripts')
    expect(message).toContain('give its folder as root')
  })

  test('all is well: no warning, and the change waits to be applied', () => {
    const { result } = bond({})
    expect(result).toMatchObject({ changed: true, warnings: [], pending: true, interfaces: ['bond0', 'eth0', 'eth1'] })
  })

  test('a port that the host does not have is a warning', () => {
    expect(bond({ ports: ['eth0', 'eth7'] }).warnings).toContain('eth7: this host has no such device now')
  })

  test('a bond named like a device that is no bond is refused', () => {
    expect(bond({ name: 'eth1', ports: ['eth0'] }).message).toContain('eth1: is a device of this host that is no bond')
  })

  test.each([
    ['VirtualBox', 'VirtualBox\n', 'none', true],
    ['VMware', 'VMware Virtual Platform\n', undefined, true],
    ['Hyper-V', 'Virtual Machine\n', 'follow', true],
    ['VirtualBox, and fail_over_mac=1', 'VirtualBox\n', '1', false],
    ['real hardware', 'PowerEdge R640\n', undefined, false]
  ])('fail_over_mac on %s', (_, product, value, warned) => {
    const host = { ...el6, sys: { ...el6.sys, 'class/dmi/id/product_name': product } }
    const { warnings } = bond(value === undefined ? {} : { fail_over_mac: value }, host)
    expect(/fail_over_mac=active/.test(warnings)).toBe(warned)
  })

  test.each([
    [
      'an option that the driver does not have',
      {},
      'xmit_hash_policy: the bonding driver of this host does not have this option'
    ],
    ['the same with the option there', { 'class/net/bond9/bonding/xmit_hash_policy': '' }, '']
  ])('sysfs: %s', (_, more, message) => {
    const sys = { ...el6.sys, 'class/net/bond9/bonding/mode': '', 'class/net/bond9/bonding/miimon': '', ...more }
    const { result } = bond({ mode: '802.3ad', xmit_hash_policy: 'layer2+3' }, { ...el6, sys })
    expect(String(result.msg ?? '')).toContain(message)
    expect(result.failed === true).toBe(message !== '')
  })

  test.each([
    ['exactly the build whose source was read', '2.6.32-642.6.2.el6.x86_64', true],
    ['another build of the same version, which may have it', '2.6.32-754.35.1.el6.x86_64', false],
    ['an unknown kernel', '5.14.0-503.el9.x86_64', false]
  ])('a value that the driver of EL6.8 does not know, on %s', (_, osrelease, refused) => {
    const { message } = bond({ mode: '802.3ad', xmit_hash_policy: 'vlan+srcmac' }, { ...el6, osrelease })
    expect(message.includes('does not know vlan+srcmac')).toBe(refused)
  })

  test.each([
    ['an error where initscripts run the network', el6, true],
    ['a warning where NetworkManager does', { ...el6, networkManager: true }, false]
  ])('a gateway outside of the network is %s', (_, host, isError) => {
    const { message, warnings } = bond({ gateway: '192.0.2.1' }, host)
    const text = 'bond0: gateway=192.0.2.1 lies outside of 10.0.0.0/8'
    expect(message.includes(text)).toBe(isError)
    expect(warnings.includes(text)).toBe(!isError)
  })

  test('NM_CONTROLLED=no gives the bond to initscripts although NetworkManager runs', () => {
    const { message } = bond({ gateway: '192.0.2.1', nm_controlled: false }, { ...el6, networkManager: true })
    expect(message).toContain('gateway=192.0.2.1 lies outside')
  })

  test('a file that names its device by HWADDR only is found by the address of the device', () => {
    const files = { ...el6.files, 'ifcfg-Wired_connection_1': 'HWADDR=08:00:27:08:F3:6A\nTYPE=Ethernet\nONBOOT=no\n' }
    const { result } = bond({}, { ...el6, files })
    expect(result.files).toContainEqual({
      path: '/etc/sysconfig/network-scripts/ifcfg-Wired_connection_1',
      action: 'update'
    })
    expect(JSON.stringify(result.files)).not.toContain('ifcfg-eth1')
  })
})
