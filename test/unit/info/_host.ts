import type { ChangeRecord } from '../../../modules/lib/change/change-record.ts'
import type { LiveNetwork } from '../../../modules/lib/change/live-network.ts'
import { createReadHost } from '../../../modules/lib/host/read-host.ts'
import { readInfo } from '../../../modules/lib/info/read-info.ts'
import { scripts } from '../bonding/_files.ts'
import { type Entry, tempRoot } from '../host/_temp-root.ts'

/** Files by path; a name without a folder lies among the ifcfg files, `undefined` takes one away. */
export type Tree = Readonly<Record<string, Entry | undefined>>

export const net = '/sys/class/net'
const proc = `Ethernet Channel Bonding Driver: v3.7.1 (April 27, 2011)

Bonding Mode: fault-tolerance (active-backup) (fail_over_mac active)
Primary Slave: None
Currently Active Slave: eth1
MII Status: up
MII Polling Interval (ms): 100
Up Delay (ms): 0
Down Delay (ms): 0

Slave Interface: eth0
MII Status: up
Speed: 1000 Mbps
Duplex: full
Link Failure Count: 2
Permanent HW addr: 08:00:27:43:66:17
Slave queue ID: 0

Slave Interface: eth1
MII Status: up
Speed: 1000 Mbps
Duplex: full
Link Failure Count: 0
Permanent HW addr: 08:00:27:08:f3:6a
Slave queue ID: 0
`

/** What the kernel shows of a device that is up and has a link (net-sysfs.c). */
export function device(name: string, more: Tree = {}): Tree {
  const files: Record<string, Entry | undefined> = {
    flags: '0x1003\n',
    carrier: '1\n',
    address: '08:00:27:00:00:01\n',
    mtu: '1500\n',
    speed: '1000\n',
    duplex: 'full\n',
    ...more
  }
  return Object.fromEntries(Object.entries(files).map(([file, entry]) => [`${net}/${name}/${file}`, entry]))
}

/** The guide's bond, as its files and the kernel have it. */
export const guide: Tree = {
  'ifcfg-lo': 'DEVICE=lo\n',
  'ifcfg-bond0':
    'DEVICE=bond0\nBOOTPROTO=none\nIPADDR=10.0.2.12\nNETMASK=255.0.0.0\nONBOOT=yes\nBONDING_OPTS="mode=1 miimon=100 fail_over_mac=1"\n',
  'ifcfg-eth0': 'DEVICE=eth0\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n',
  'ifcfg-eth1': 'DEVICE=eth1\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n',
  '/etc/modprobe.d/bonding-eth0_eth1.conf': '# the guide\nalias bond0 bonding\n',
  // The driver's own file among the devices, which is none.
  [`${net}/bonding_masters`]: 'bond0\n',
  ...device('bond0', { flags: '0x1403\n', address: '08:00:27:08:f3:6a\n' }),
  ...device('eth0', { master: { link: '../bond0' } }),
  ...device('eth1', { master: { link: '../bond0' } }),
  [`${net}/bond0/bonding/mode`]: 'active-backup 1\n',
  [`${net}/bond0/bonding/miimon`]: '100\n',
  [`${net}/bond0/bonding/fail_over_mac`]: 'active 1\n',
  [`${net}/bond0/bonding/primary`]: '\n',
  [`${net}/bond0/bonding/slaves`]: 'eth0 eth1\n',
  [`${net}/bond0/bonding/active_slave`]: 'eth1\n',
  [`${net}/bond0/bonding/mii_status`]: 'up\n',
  [`${net}/bond0/bonding/resend_igmp`]: '1\n',
  [`${net}/bond0/bonding/primary_reselect`]: 'always 0\n',
  '/proc/net/bonding/bond0': proc,
  '/proc/sys/kernel/osrelease': '5.14.0-503.el9.x86_64\n',
  '/sys/module/bonding/version': '3.7.1\n'
}

/** The addresses that go with those files. */
export const guideNetwork: LiveNetwork = { addresses: [{ device: 'bond0', address: '10.0.2.12/8' }], gateways: [] }

export interface Asked {
  readonly names?: readonly string[]
  readonly changes?: readonly ChangeRecord[]
  readonly isRunning?: boolean
  readonly network?: LiveNetwork
}

/** What the module says of a host with these files; it is taken for the one that runs, unless `isRunning` says otherwise. */
// biome-ignore lint/suspicious/noExplicitAny: tests look at any part of the result
export function infoOf(tree: Tree, { names, changes = [], isRunning = true, network = guideNetwork }: Asked = {}): any {
  const files: Record<string, Entry> = {}
  for (const [name, entry] of Object.entries(tree))
    if (entry !== undefined) files[name.startsWith('/') ? name : `${scripts}/${name}`] = entry
  const host = createReadHost(tempRoot(files))
  const info = readInfo({ host, isRunning, names, network, changes, log: '/var/log/nic-bonding.log' })
  return JSON.parse(JSON.stringify(info))
}
