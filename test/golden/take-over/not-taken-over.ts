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
  'two-files-for-one-mac-address/before': [['bond0', 'ifcfg-eth1:4', newBond]]
}
