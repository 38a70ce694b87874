import { describe, expect, test } from 'vitest'
import type { Scene } from '../../../modules/lib/failover/scene.ts'
import { hasNamespaces, hostCall, inNamespace, withoutNamespaces } from '../../support/network-namespace.ts'
import { tempRoot } from '../host/_temp-root.ts'

const net = '/sys/class/net'

/** What the kernel's files would say of the bond; its addresses and routes are real ones, of devices of the same names. */
const files = {
  [`${net}/bond0/flags`]: '0x1403\n',
  [`${net}/bond0/bonding/mode`]: '802.3ad 4\n',
  [`${net}/bond0/bonding/slaves`]: 'eth0 eth1\n',
  [`${net}/bond0/bonding/miimon`]: '100\n',
  [`${net}/bond0/bonding/min_links`]: '2\n',
  [`${net}/bond0/bonding/updelay`]: '300\n',
  [`${net}/eth0/flags`]: '0x1803\n',
  [`${net}/eth1/flags`]: '0x1803\n',
  [`${net}/vlan5/lower_bond0`]: '',
  [`${net}/eth1.7/lower_eth1`]: '',
  [`${net}/eth7/flags`]: '0x1003\n',
  '/proc/net/bonding/bond0':
    'MII Status: up\n\nSlave Interface: eth0\nMII Status: up\n\nSlave Interface: eth1\nMII Status: up\n',
  '/etc/sysconfig/network-scripts/ifcfg-bond0': 'DEVICE=bond0\nGATEWAY=10.0.0.138\n'
}

/** Each device is one end of a veth pair; a neighbour has the other ends, with the addresses of the hosts behind. */
const network = `
  unshare --net sleep 60 & neighbour=$!
  trap 'kill $neighbour' EXIT
  until [ "$(readlink /proc/$neighbour/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
  ip link set lo up
  for device in bond0:10.0 vlan5:10.5 eth7:10.7 eth1:10.44; do
    name=\${device%:*}; net=\${device#*:}
    ip link add $name type veth peer name p-$name netns $neighbour
    ip addr add $net.0.1/16 dev $name; ip link set $name up
    nsenter -t $neighbour -n ip link set p-$name up
    nsenter -t $neighbour -n ip addr add $net.0.138/16 dev p-$name
  done`

type Seen = Omit<Scene, 'burdens'> & { readonly burdens: { readonly [port: string]: readonly string[] } }

function seen(script: string, args: { readonly [option: string]: unknown } = {}, tree: object = files): Seen {
  const root = tempRoot({ ...tree })
  const call = hostCall('scene', root, `'${JSON.stringify({ name: 'bond0', timeout: 30, ...args })}'`)
  return JSON.parse(inNamespace(`${network}\n${script}\n${call}`))
}

describe.skipIf(!hasNamespaces)(`what decides about a test${withoutNamespaces}`, () => {
  test('the bond, its options, and its gateway by a route', () => {
    const scene = seen('ip route add default via 10.0.0.138 dev bond0')
    expect(scene).toMatchObject({ bond: 'bond0', isDevice: true, timeout: 30 })
    expect(scene.sample).toMatchObject({ isUp: true, mode: '802.3ad' })
    expect(scene.options).toEqual({ miimon: 100, arp_interval: 0, min_links: 2, updelay: 300, downdelay: 0 })
    expect(scene.target).toEqual({ type: 'host', address: '10.0.0.138', device: 'bond0', isOverBond: true })
  })

  test('a gateway behind a VLAN of the bond, and none behind another device', () => {
    const routes =
      'ip route add default via 10.7.0.138 dev eth7; ip route add default via 10.5.0.138 dev vlan5 metric 50'
    expect(seen(routes).target).toMatchObject({ address: '10.5.0.138', device: 'vlan5', isOverBond: true })
  })

  test('the gateway of its file, where no route has one', () => {
    expect(seen('ip route add default via 10.7.0.138 dev eth7').target).toMatchObject({ address: '10.0.0.138' })
  })

  test('no gateway at all', () => {
    const tree = { ...files, '/etc/sysconfig/network-scripts/ifcfg-bond0': 'DEVICE=bond0\n' }
    expect(seen('', {}, tree).target).toEqual({ type: 'unknown' })
  })

  test('a target behind another device is not asked', () => {
    expect(seen('', { ping_target: '10.7.0.138' }).target).toEqual({
      ...{ type: 'host', address: '10.7.0.138', device: 'eth7', isOverBond: false }
    })
  })

  test('a target without a route, and one that is silent', () => {
    expect(seen('', { ping_target: '192.0.2.1' }).target).toEqual({
      type: 'host',
      address: '192.0.2.1',
      isOverBond: false
    })
    expect(seen('', { ping_target: '10.0.0.99' }).target).toMatchObject({
      silence: expect.stringMatching(/^(?:no reply|host unreachable)$/)
    })
  })

  test('nobody is asked with none', () => {
    expect(seen('', { ping_target: 'none' }).target).toEqual({ type: 'none' })
  })

  test('what a port has of its own, the connection in use among it', () => {
    const script = `ip route add 198.51.100.0/24 via 10.44.0.138 dev eth1
      export SSH_CONNECTION='10.44.0.138 50000 10.44.0.1 22'`
    expect(seen(script, { ping_target: 'none' }).burdens).toEqual({
      eth0: [],
      eth1: [
        'the address 10.44.0.1 of the connection in use',
        'the address 10.44.0.1/16',
        'the route 198.51.100.0/24',
        'the device eth1.7'
      ]
    })
  })

  test('no such bond: nothing else is asked', () => {
    const { '/proc/net/bonding/bond0': _, ...rest } = files
    const tree = Object.fromEntries(Object.entries(rest).filter(([path]) => !path.startsWith(`${net}/bond0`)))
    const scene = seen('', {}, tree)
    expect(scene).toMatchObject({ isDevice: false, target: { type: 'none' }, burdens: {} })
    expect(scene.sample).toBeUndefined()
  })
})
