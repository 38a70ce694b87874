/** A bond that is listed: where its first reason stands (`<file>:<line>`, without the line where none decides), and a part of it. */
export type Listed = readonly [bond: string, place: string, rule: string]

const newBond = 'mode: is missing; bond0 has no file yet'
const byUuid = 'MASTER_UUID is "7d9a1f3e-5b1c-4d0e-9f0a-2b6c8e4a1d10"; nic.bonding.bond would remove it'

/** By host (`<case>/<side>`) the bonds that cannot be taken over; every other bond of the golden cases is. */
export const notTakenOver: { readonly [host: string]: readonly Listed[] } = {
  'a-copy-that-every-reader-takes-for-a-file/before': [['bond0', 'ifcfg-eth0', 'eth0: has two ifcfg files']],
  'absent-with-a-bond-written-by-networkmanager/before': [['bond0', 'ifcfg-bond-slave-eth0:6', byUuid]],
  'arp-targets-of-a-file-in-an-order-that-loses-one/before': [
    [
      'bond0',
      'ifcfg-bond0:5',
      'nic.bonding.bond would write "mode=active-backup arp_interval=1000 arp_ip_target=10.0.0.1,'
    ]
  ],
  'bond-written-by-networkmanager/before': [['bond0', 'ifcfg-bond-slave-eth0:6', byUuid]],
  'bonding-opts-without-quotes/before': [
    ['bond0', 'ifcfg-bond0:2', 'BONDING_OPTS: bash and NetworkManager do not read the same']
  ],
  'commented-device-above-the-key/before': [['bond0', 'ifcfg-bond0:1', 'would move or remove this line, since init']],
  'commented-slave-above-a-right-key/before': [['bond0', 'ifcfg-eth0:2', 'would move or remove this line, since init']],
  'comments-and-a-trailing-comment-stay/before': [['bond0', 'ifcfg-eth1:4', newBond]],
  'earlier-line-with-another-master/before': [
    ['bond0', 'ifcfg-eth0:4', 'eth0: is already a port of bond1'],
    ['bond1', 'ifcfg-eth0:6', 'eth0: is already a port of bond0']
  ],
  'former-port-by-uuid-alone/before': [['bond0', 'ifcfg-eth2:4', byUuid]],
  'former-port-found-through-quotes-and-comment/before': [
    ['bond0', 'ifcfg-eth2', 'BOOTPROTO is not there; nic.bonding.bond would write "none", since a port has no address']
  ],
  'former-port-with-networkmanager-keys/before': [['bond0', 'ifcfg-bond-slave-eth2:6', byUuid]],
  'further-addresses-behind-a-gap/before': [
    ['bond0', 'ifcfg-bond0:8', 'IPADDR2 is "10.0.2.14"; nic.bonding.bond would write "10.0.2.15"']
  ],
  'ipv6init-in-a-spelling-that-el6-does-not-take/before': [
    ['bond0', 'ifcfg-bond0:8', 'IPV6INIT is "true"; nic.bonding.bond would write "yes"']
  ],
  'macaddr-of-the-file-that-the-driver-ignores-is-warned-of/after': [
    ['bond0', 'ifcfg-bond0', 'macaddr=52:54:00:12:34:56 is ignored by the driver']
  ],
  'named-key-that-bash-and-nm-read-differently/before': [
    ['bond0', 'ifcfg-eth0:4', 'ONBOOT is not read the same by bash and NetworkManager']
  ],
  'onboot-no-on-an-earlier-line-of-a-port/before': [
    ['bond0', 'ifcfg-eth0:2', 'this line of ONBOOT, since init scripts']
  ],
  'onboot-no-on-an-earlier-line-of-the-bond/before': [
    ['bond0', 'ifcfg-bond0:1', 'this line of ONBOOT, since init scripts']
  ],
  'options-that-no-bond-can-be-given/before': [
    ['bond0', 'ifcfg-bond0:7', 'BONDING_OPTS: max_bonds is a parameter of the whole driver']
  ],
  'options-that-no-bond-can-be-given/after': [
    ['bond0', 'ifcfg-bond0:7', 'BONDING_OPTS: max_bonds is a parameter of the whole driver']
  ],
  'port-of-another-bond-by-uuid-alone/before': [['bond1', 'ifcfg-eth0:4', byUuid]],
  'refused-problems-of-two-files-at-once/before': [
    ['bond1', 'ifcfg-eth1:4', 'mode: is missing; bond1 has no file yet']
  ],
  'two-files-for-one-device/before': [['bond0', 'ifcfg-eth1:4', newBond]],
  'two-files-for-one-mac-address/before': [['bond0', 'ifcfg-eth1:4', newBond]],
  'absent-releases-a-port-by-a-variable/before': [
    ['bond0', 'ifcfg-eth0:5', 'eth0: MASTER is not read the same by bash and NetworkManager']
  ],
  'absent-releases-a-port-whose-keys-share-a-line/before': [
    ['bond0', 'ifcfg-eth0:1', 'eth0: DEVICE is not read the same by bash and NetworkManager']
  ],
  'another-name-for-a-bond-with-dhcp-and-a-vlan/before': [
    ['bond0', 'ifcfg-eth0:5', 'MASTER_UUID is "1b0b0e63-9a4b-4b0c-8f7b-5e8d3d0fb0aa";']
  ],
  'assignments-that-share-a-line/before': [
    ['bond0', 'ifcfg-bond0:3', 'IPADDR: bash and NetworkManager do not read the same: bash']
  ],
  'assignments-that-share-a-line/after': [
    ['bond0', 'ifcfg-bond0:2', 'ONBOOT: bash and NetworkManager do not read the same: bash']
  ],
  'exclusive-over-keys-that-share-a-line/before': [
    ['bond0', 'ifcfg-bond0:4', 'IPADDR: bash and NetworkManager do not read the same: bash']
  ],
  'bond-by-anaconda-of-el7/before': [
    ['bond0', 'ifcfg-bond0_slave_1:6', 'em1: MASTER is "0e1c6b5e-44b2-4f8d-8f31-7a2ce8a1c0d1";']
  ],
  'bond-by-cloud-init/before': [
    ['bond0', 'ifcfg-bond0:4', 'xmit_hash_policy: layer3+4 has no effect in mode active-backup']
  ],
  'bond-by-nmcli-on-el9-with-a-port-to-come/before': [
    ['bond0', 'ifcfg-enp1s0:7', 'MASTER_UUID is "9b7e3a54-2f41-4c1c-9d67-0e9be1f5f0c3";']
  ],
  'bond-by-nmtui-gets-another-address/before': [
    ['bond0', 'ifcfg-Ethernet_connection_1:6', 'MASTER_UUID is "1b0b0e63-9a4b-4b0c-8f7b-5e8d3d0fb0aa";']
  ],
  'bond-with-exported-keys/before': [
    ['bond0', 'ifcfg-bond0:2', 'IPADDR: bash and NetworkManager do not read the same: bash']
  ],
  'bond-with-exported-keys/after': [
    ['bond0', 'ifcfg-bond0:4', 'ONBOOT: bash and NetworkManager do not read the same: bash']
  ],
  'bonding-opts-appended-to/before': [
    ['bond0', 'ifcfg-bond0:9', 'BONDING_OPTS: bash and NetworkManager do not read the same:']
  ],
  'bonding-opts-of-a-variable/before': [
    ['bond0', 'ifcfg-bond0:8', 'BONDING_OPTS: bash and NetworkManager do not read the same:']
  ],
  'bonding-opts-over-three-lines/before': [
    ['bond0', 'ifcfg-bond0:7', 'BONDING_OPTS: bash and NetworkManager do not read the same:']
  ],
  'bonding-opts-over-two-lines-in-quotes/before': [
    ['bond0', 'ifcfg-bond0:7', 'BONDING_OPTS: bash and NetworkManager do not read the same:']
  ],
  'bonding-opts-with-commas/before': [
    ['bond0', 'ifcfg-bond0:7', 'BONDING_OPTS: its readers do not take "mode=1,miimon=100" for']
  ],
  'bonding-opts-with-tabs/before': [
    ['bond0', 'ifcfg-bond0:7', 'BONDING_OPTS: its readers do not take "mode=1\\tmiimon=100" for']
  ],
  'byte-order-mark-before-device/before': [
    ['bond0', 'ifcfg-bond0', 'bond0: DEVICE is not there; nic.bonding.bond would write']
  ],
  'condition-in-the-bond-file/before': [
    ['bond0', 'ifcfg-bond0:6', 'BONDING_OPTS: bash and NetworkManager do not read the same:']
  ],
  'crlf-bond-file/before': [
    ['bond0', 'ifcfg-bond0:3', 'IPADDR: bash and NetworkManager do not read the same: a Windows']
  ],
  'crlf-bond-file/after': [['bond0', 'ifcfg-bond0:9', 'GATEWAY: bash and NetworkManager do not read the same: a']],
  'exclusive-on-a-bond-by-nmcli/before': [
    ['bond0', 'ifcfg-eth0:6', 'MASTER_UUID is "1b0b0e63-9a4b-4b0c-8f7b-5e8d3d0fb0aa";']
  ],
  'exclusive-over-texts-of-several-lines/before': [
    ['bond0', 'ifcfg-bond0:8', 'BONDING_OPTS: bash and NetworkManager do not read the same:']
  ],
  'hwaddr-in-the-bond-file-goes/before': [['bond0', 'ifcfg-bond0:7', 'bond0: HWADDR=fa:16:3e:aa:bb:01']],
  'master-by-a-variable/before': [
    ['bond0', 'ifcfg-eth0:5', 'eth0: MASTER is not read the same by bash and NetworkManager']
  ],
  'port-that-unsets-its-address/before': [
    ['bond0', 'ifcfg-eth0:8', 'eth0: IPADDR is not read the same by bash and NetworkManager']
  ],
  'port-whose-keys-share-a-line-moves/before': [
    ['bond0', 'ifcfg-eth1:1', 'eth1: DEVICE is not read the same by bash and NetworkManager']
  ],
  'port-with-an-unclosed-quote/before': [
    ['bond0', 'ifcfg-eth0:3', 'eth0: MASTER is not read the same by bash and NetworkManager']
  ],
  'port-with-upper-case-words/before': [
    ['bond0', 'ifcfg-eth0:5', 'eth0: SLAVE is "YES"; nic.bonding.bond would write "yes", since']
  ],
  'ports-by-cobbler/before': [['bond0', 'ifcfg-eth0', 'eth0: BOOTPROTO is not there; nic.bonding.bond would write']],
  'ports-by-puppet/before': [
    ['bond0', 'ifcfg-bond0', 'ports: is empty; a bond needs at least one port, or state=absent']
  ],
  'ports-by-system-config-network/before': [
    ['bond0', 'ifcfg-bond0', 'ports: is empty; a bond needs at least one port, or state=absent']
  ],
  'refused-declared-options/before': [
    ['bond0', 'ifcfg-bond0:7', 'BONDING_OPTS: bash and NetworkManager do not read the same:']
  ],
  'refused-hwaddr-in-the-bond-file/before': [['bond0', 'ifcfg-bond0:5', 'bond0: HWADDR=fa:16:3e:aa:bb:01']],
  'refused-master-in-a-here-document/before': [
    ['bond0', 'ifcfg-eth0', 'eth0: BOOTPROTO is not there; nic.bonding.bond would write']
  ],
  'refused-master-that-a-case-decides/before': [
    ['bond0', 'ifcfg-eth0:2', 'eth0: whether it is a port of bond0 cannot be told (MASTER in']
  ],
  'refused-port-in-a-condition/before': [
    ['bond0', 'ifcfg-eth0:3', 'eth0: MASTER is not read the same by bash and NetworkManager']
  ],
  'refused-port-with-conflict-markers/before': [
    ['bond0', 'ifcfg-eth0:4', 'eth0: is already a port of bond1 (MASTER=bond1 in'],
    ['bond1', 'ifcfg-eth0:4', 'mode: is missing; bond1 has no file yet, and a new bond needs']
  ]
}
