import { expect, test } from 'vitest'
import { networkRootOf } from '../../../modules/lib/host/network-root.ts'
import { createHost } from '../../../modules/lib/host/node-host.ts'
import { hasNamespaces, hostCall, inNamespace, withoutNamespaces } from '../../support/network-namespace.ts'
import { type Entry, tempRoot } from './_temp-root.ts'

const local = { '/proc/mounts': 'rootfs / rootfs rw 0 0\n/dev/sda1 / ext4 rw 0 0\n' }
const disk = '/sys/devices/platform/host2/session1/target2:0:0/2:0:0:0/block/sda/sda1'
const portal = '/sys/class/iscsi_connection/connection1:0/persistent_address'
const mountinfo = { '/proc/self/mountinfo': '20 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n' }

const table: readonly (readonly [string, Readonly<Record<string, Entry>>, string | undefined])[] = [
  ['a disk', local, undefined],
  [
    'NFS',
    { '/proc/mounts': 'rootfs / rootfs rw 0 0\n10.0.0.1:/x / nfs4 rw,addr=10.0.0.1,clientaddr=10.0.0.2 0 0\n' },
    'b0'
  ],
  [
    'NFS elsewhere',
    { '/proc/mounts': '/dev/sda1 / ext4 rw 0 0\n10.0.0.1:/x /home nfs4 rw,addr=10.0.0.1 0 0\n' },
    undefined
  ],
  ['NFS over nobody knows what', { '/proc/mounts': '10.0.0.1:/x / nfs rw,addr=10.9.9.9 0 0\n' }, 'unknown'],
  ['CIFS', { '/proc/mounts': '//10.0.0.1/x / cifs rw,addr=10.0.0.1 0 0\n' }, 'b0'],
  ['_netdev in mtab of EL6', { ...local, '/etc/mtab': '/dev/sda1 / ext4 rw,_netdev 0 0\n' }, 'unknown'],
  [
    '_netdev in fstab',
    { ...local, '/etc/fstab': '# a comment /\n/dev/sda1\t/\text4\tdefaults,_netdev 1 1\n' },
    'unknown'
  ],
  ['_netdev of another', { ...local, '/etc/fstab': '/dev/sdb1 /data ext4 _netdev 1 1\n' }, undefined],
  [
    'an iBFT',
    {
      ...local,
      '/sys/firmware/ibft/ethernet0/mac': '08:00:27:AA:BB:CC\n',
      '/sys/class/net/eth4/address': '08:00:27:aa:bb:cc\n',
      '/sys/class/net/bonding_masters': 'bond0\n'
    },
    'eth4'
  ],
  ['an iBFT of no device', { ...local, '/sys/firmware/ibft/ethernet0/mac': '08:00:27:aa:bb:cc\n' }, 'unknown'],
  [
    'an iSCSI session',
    { ...local, ...mountinfo, [`${disk}/dev`]: '8:1\n', '/sys/dev/block/8:1': { link: disk }, [portal]: '10.0.0.1\n' },
    'b0'
  ],
  [
    'LVM over iSCSI',
    {
      ...local,
      '/proc/self/mountinfo': '20 1 253:0 / / rw - xfs /dev/mapper/ol-root rw\n',
      '/sys/devices/virtual/block/dm-0/slaves/sda1': { link: disk },
      '/sys/dev/block/253:0': { link: '/sys/devices/virtual/block/dm-0' },
      [`${disk}/dev`]: '8:1\n'
    },
    'unknown'
  ],
  [
    'a local disk in sysfs',
    {
      ...local,
      ...mountinfo,
      '/sys/devices/pci0/ata1/block/sda/sda1/dev': '8:1\n',
      '/sys/dev/block/8:1': { link: '/sys/devices/pci0/ata1/block/sda/sda1' }
    },
    undefined
  ]
]

test.each(table)('a root file system on %s', (_name, tree, device) => {
  const towards = (address: string) => (address === '10.0.0.1' ? 'b0' : undefined)
  expect(networkRootOf(createHost(tempRoot(tree)), towards)).toBe(device)
})

test.skipIf(!hasNamespaces)(`the route to the server is asked of ip(8)${withoutNamespaces}`, () => {
  const mounts = tempRoot({ '/mtab': '10.0.0.1:/x / nfs rw,addr=10.0.0.1 0 0\n' })
  const script = `ip link add b0 type veth peer name p0; ip link set p0 up; ip link set b0 up; ip addr add 10.0.2.12/8 dev b0
    unshare --mount sh -c 'mount --bind ${mounts}/mtab /etc/fstab && ${hostCall('networkRootDevice')}'`
  expect(JSON.parse(inNamespace(script))).toBe('b0')
})
