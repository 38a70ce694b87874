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

  /** What a bond of the kernel shows of its options in sysfs. */
  const shows = (...names: readonly string[]) =>
    Object.fromEntries(['mode', 'miimon', ...names].map(name => [`class/net/bond9/bonding/${name}`, '']))
  const lacp = { mode: '802.3ad', lacp_active: 'off' }

  test.each([
    [
      'older than the option: a guess, so a warning',
      lacp,
      '4.18.0-553.el8_10.x86_64',
      {},
      'warning',
      'lacp_active came with about Linux 5.15'
    ],
    ['not older', lacp, '5.15.0-1.el9uek.x86_64', {}, undefined, ''],
    ['older, and sysfs has it', lacp, '4.18.0-553.el8_10.x86_64', shows('lacp_active'), undefined, ''],
    ['not older, and sysfs has it not', lacp, '6.1.0', shows(), 'error', 'no such file in sysfs'],
    ['that does not say its version', lacp, 'unknown', {}, undefined, ''],
    [
      'older than the value',
      { mode: 2, xmit_hash_policy: 5 },
      '3.10.0-1160.el7.x86_64',
      {},
      'warning',
      'xmit_hash_policy=5 came with about Linux 5.12'
    ],
    [
      'older than the value, with the option in sysfs',
      { mode: 2, xmit_hash_policy: 5 },
      '3.10.0-1160.el7',
      shows('xmit_hash_policy'),
      'warning',
      'guess'
    ],
    ['of the build that knows the value', { mode: 2, xmit_hash_policy: 'vlan+srcmac' }, '7.1.8', {}, undefined, ''],
    [
      'newer than a value',
      { use_carrier: 0 },
      '6.18.1',
      {},
      'warning',
      'use_carrier=0 was taken away in about Linux 6.18'
    ],
    ['before a value was taken away', { use_carrier: 'off' }, '5.14.0-503.el9.x86_64', {}, undefined, ''],
    ['of the build that has it no more', { use_carrier: false }, '7.1.8', {}, 'error', 'Linux 7.1.8 does not know 0'],
    ['of a later build than that', { use_carrier: false }, '7.1.80', {}, 'warning', 'taken away'],
    [
      'without the value',
      { miimon: undefined, arp_interval: 500, arp_ip_target: '10.0.0.1', arp_validate: 'filter' },
      '2.6.39.3',
      {},
      'error',
      'does not know filter'
    ],
    [
      'of a kin of that build',
      { miimon: undefined, arp_interval: 500, arp_ip_target: '10.0.0.1', arp_validate: 4 },
      '2.6.39-400.17.1.el6uek.x86_64',
      {},
      'warning',
      '3.15'
    ],
    [
      'that takes an option in other modes',
      { mode: 2, miimon: undefined, arp_interval: 500, arp_ip_target: '10.0.0.1', arp_validate: 'all' },
      '2.6.39.3',
      {},
      'error',
      'Linux 2.6.39.3 takes it in mode 1 only'
    ],
    [
      'of EL6.8, which has tlb_dynamic_lb for balance-tlb only',
      { mode: 6, tlb_dynamic_lb: 0 },
      '2.6.32-642.6.2.el6.x86_64',
      {},
      'error',
      'takes it in mode 5 only'
    ],
    ['of EL6.8 in balance-tlb', { mode: 5, tlb_dynamic_lb: 0 }, '2.6.32-642.6.2.el6.x86_64', {}, undefined, ''],
    [
      'of EL6.8, without min_links in 2.6.39.3',
      { mode: 4, min_links: 1 },
      '2.6.32-642.6.2.el6.x86_64',
      {},
      undefined,
      ''
    ],
    [
      'of 2.6.39.3, without min_links',
      { mode: 4, min_links: 1 },
      '2.6.39.3',
      {},
      'error',
      'Linux 2.6.39.3 does not have this option'
    ]
  ])('the driver of a kernel %s', (_, args, osrelease, sys, kind, text) => {
    const { message, warnings } = bond(args, { ...el6, osrelease, sys: { ...el6.sys, ...sys } })
    const own = warnings.split('\n').filter(line => /guess|came with/.test(line))
    expect([message === '' ? '' : 'error', own.length === 0 ? '' : 'warning']).toEqual([
      kind === 'error' ? 'error' : '',
      kind === 'warning' ? 'warning' : ''
    ])
    expect(kind === 'error' ? message : own.join('\n')).toContain(text)
  })

  test.each([
    ['2.6.39.3', 'eth1', 'error'],
    ['2.6.39.3', 'ETH1', 'error'],
    ['2.6.39.3', 'eth2', undefined],
    ['2.6.39-400.17.1.el6uek.x86_64', 'eth1', 'warning'],
    ['2.6.32-573.el6.x86_64', 'eth1', 'warning'],
    ['2.6.32-642.6.2.el6.x86_64', 'eth1', undefined],
    ['3.10.0-1160.el7.x86_64', 'eth1', undefined]
  ])('primary=eth10 on Linux %s beside %s', (osrelease, port, kind) => {
    const { message, warnings } = bond({ ports: [port, 'eth10'], primary: 'eth10' }, { ...el6, osrelease })
    const text = `primary=eth10 begins like the port ${port}`
    expect([message.includes(text), warnings.includes(text)]).toEqual([kind === 'error', kind === 'warning'])
    if (kind === 'warning') expect(warnings).toContain(`whether that of ${osrelease} does is unknown`)
  })

  const badMasters = 'grep -sq "$1" /sys/class/net/bonding_masters || echo "+$1" > /sys/class/net/bonding_masters\n'
  const goodMasters = badMasters.replace('-sq', '-sqw')
  const badSlaves = 'for device in $(grep -l "^[[:space:]]*MASTER=\\"\\?$\u007bDEVICE}\\"\\?" $dir/ifcfg-*) ; do\n'
  const goodSlaves = badSlaves.replace('\\"\\?"', '[\'\\"]\\?\\([[:space:]#]\\|$\\)"')

  test.each([
    ['both faults', badMasters, badSlaves, ['do not make bond1 once', 'start the ports of bond10']],
    ['the fault of 9.03.39', badMasters, goodSlaves, ['do not make bond1 once']],
    ['the fault of 9.03.27', goodMasters, badSlaves, ['start the ports of bond10']],
    ['neither', goodMasters, goodSlaves, []]
  ])('bond1 beside bond10, with initscripts that have %s', (_, masters, slaves, texts) => {
    expect(goodSlaves).not.toBe(badSlaves)
    const files = {
      'network-functions': masters,
      'ifup-eth': slaves,
      'ifcfg-bond10': 'DEVICE=bond10\nBONDING_OPTS="mode=1 miimon=100"\n'
    }
    const { warnings } = bond({ name: 'bond1' }, { ...el6, files })
    expect(warnings.split('\n').filter(line => line.includes('bond10'))).toEqual(
      texts.map(text => expect.stringContaining(text))
    )
    expect(bond({ name: 'bond2' }, { ...el6, files }).warnings).not.toContain('bond10')
    const { result } = runOnFakeHost(
      'bond_info',
      {},
      { ...el6, files: { ...files, 'ifcfg-bond1': files['ifcfg-bond10'].replace('10', '1') } }
    )
    const said = (result.warnings as readonly string[]).filter(line => line.includes('bond10'))
    expect(said).toEqual(texts.map(text => expect.stringContaining(text)))
  })

  test('bond1 beside bond10 where NetworkManager alone reads the files', () => {
    const files = { 'ifcfg-bond10': 'DEVICE=bond10\nBONDING_OPTS="mode=1 miimon=100"\n' }
    expect(bond({ name: 'bond1' }, { ...el6, files, networkManager: true }).warnings).not.toContain('bond10')
  })

  test.each([
    ['802.3ad by its type', '802.3ad', { 'class/net/eth1/type': '32\n' }, undefined, true],
    ['active-backup', 'active-backup', { 'class/net/eth1/type': '32\n' }, undefined, false],
    ['802.3ad by its file', '802.3ad', {}, 'TYPE=InfiniBand', true],
    ['802.3ad, and it is Ethernet', '802.3ad', { 'class/net/eth1/type': '1\n' }, 'TYPE=Ethernet', false]
  ])('an InfiniBand port in %s', (_, mode, sys, type, refused) => {
    const files = { ...el6.files, ...(type === undefined ? {} : { 'ifcfg-eth1': `DEVICE=eth1\n${type}\n` }) }
    const { message } = bond({ mode }, { ...el6, files, sys: { ...el6.sys, ...sys } })
    expect(message.includes('eth1 is an InfiniBand port, which works in mode active-backup only')).toBe(refused)
  })

  test.each([
    ['an option', { mode: 4, lacp_active: 'off' }, 'lacp_active=off is not known to NetworkManager 1.42'],
    ['a value', { mode: 4, ad_select: 3 }, 'ad_select=3 is not known to NetworkManager 1.42'],
    ['another value', { mode: 4, ad_select: 2 }, '']
  ])('what NetworkManager may drop: %s', (_, args, text) => {
    const host = { ...el6, networkManager: true, osrelease: '7.1.8' }
    expect(bond(args, host).warnings).toContain(text)
    expect(bond(args, host).warnings.includes('NetworkManager 1.42')).toBe(text !== '')
    expect(bond({ ...args, nm_controlled: false }, host).warnings).not.toContain('NetworkManager 1.42')
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

  const nm: FakeHost = { ...el6, networkManager: true }
  const oneRule = { rules: [{ from: '10.0.2.12', table: '100' }] }
  test.each([
    ['rules', oneRule, 'reads no rules', 'networkmanager'],
    ['a table by its name', { routes: [{ to: '192.0.2.0/24', table: 'office' }] }, 'by number only', 'networkmanager'],
    ['IPv6 routes without IPv6', { routes: [{ to: '2001:db8::/48', via: 'fe80::1' }] }, 'ipv6init', 'networkmanager'],
    ['an IPv6 gateway alone', { ipv6_defaultgw: 'fe80::1%bond0' }, 'no address to go with', 'networkmanager'],
    ['an unreachable gateway', { routes: [{ to: '192.0.2.0/24', via: '172.16.0.1' }] }, 'lies outside', 'initscripts'],
    ['a source of elsewhere', { routes: [{ to: '192.0.2.0/24', src: '10.9.9.9' }] }, 'no address', 'initscripts'],
    ['fe80::1 alone', { ipv6addr: '2001:db8::2/64', ipv6_defaultgw: 'fe80::1' }, '%bond0', 'initscripts']
  ])('%s: an error where that reader is in charge', (_, args, text, reader) => {
    const [own, other] = reader === 'initscripts' ? [el6, nm] : [nm, el6]
    expect(bond(args, own).message).toContain(text)
    const { result, warnings } = bond(args, other)
    expect(result.failed).toBeUndefined()
    // What is no matter of initscripts is no warning for them.
    expect(warnings.includes(text)).toBe(reader === 'initscripts')
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
