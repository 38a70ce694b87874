/** The guide's task, as its options are given ad hoc: plain strings. */
export const guideOptions = {
  name: 'bond0',
  ports: 'eth0,eth1',
  mode: '1',
  miimon: '100',
  fail_over_mac: '1',
  ipaddr: '10.0.2.12',
  netmask: '255.0.0.0',
  gateway: '10.0.0.138',
  dns: '10.0.0.138,8.8.8.8'
} as const

/** The same as a task of a play gives them. */
export const guideTask = {
  ...guideOptions,
  ports: ['eth0', 'eth1'],
  mode: 1,
  miimon: 100,
  fail_over_mac: 1,
  dns: ['10.0.0.138', '8.8.8.8']
} as const

/** The guide's four files as it prints them, less the one blank at the end of a line in ifcfg-eth1, by path. */
export const guideFiles: Readonly<Record<string, string>> = {
  'etc/modprobe.d/bonding-eth0_eth1.conf': 'alias bond0 bonding\n',
  'etc/sysconfig/network-scripts/ifcfg-bond0': `DEVICE=bond0
IPADDR=10.0.2.12
NETMASK=255.0.0.0
GATEWAY=10.0.0.138
DNS1=10.0.0.138
DNS2=8.8.8.8
ONBOOT=yes
BOOTPROTO=none
USERCTL=no
BONDING_OPTS="mode=1 miimon=100 fail_over_mac=1"
`,
  'etc/sysconfig/network-scripts/ifcfg-eth0': portFile('eth0'),
  'etc/sysconfig/network-scripts/ifcfg-eth1': portFile('eth1')
}

function portFile(device: string): string {
  return `DEVICE=${device}
BOOTPROTO=none
ONBOOT=yes
MASTER=bond0
SLAVE=yes
USERCTL=no
`
}
