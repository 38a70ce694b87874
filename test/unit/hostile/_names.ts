/** Where the files of devices lie. */
export const scripts = '/etc/sysconfig/network-scripts'

export const portNames = ['eth0', 'eth1', 'eth2', 'eth3', 'em1', 'p4p1', 'enp0s3', 'eth0.100', 'a-b_c.d']
export const bondNames = ['bond0', 'bond1', 'bond10', 'team', 'b']

/** Keys of ifcfg files that readers know. */
export const knownKeys = [
  ...[
    'DEVICE',
    'TYPE',
    'ONBOOT',
    'BOOTPROTO',
    'IPADDR',
    'PREFIX',
    'NETMASK',
    'GATEWAY',
    'DNS1',
    'DOMAIN',
    'MTU',
    'ZONE'
  ],
  ...[
    'USERCTL',
    'NM_CONTROLLED',
    'HWADDR',
    'UUID',
    'NAME',
    'ETHTOOL_OPTS',
    'MASTER',
    'SLAVE',
    'BONDING_OPTS',
    'VLAN',
    'BRIDGE'
  ],
  ...[
    'KEY_MGMT',
    'WPA_PSK',
    'IPV6INIT',
    'IPV6ADDR',
    'DHCP_HOSTNAME',
    'A',
    'B',
    'C',
    'x9',
    '_x',
    '__proto__',
    'toString'
  ]
]
