// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

const netlink = 'is taken by the kernel over netlink only, which initscripts and files under /sys cannot do'
const moduleWide = 'is a parameter of the whole driver, read when it is loaded, and no option of one bond'
const readOnly = 'is what the driver says, not what it is told; nic.bonding.bond_info returns it'
const noWay = 'an ifcfg file has no way to set it: remove it'

/**
 * Words of the bonding driver that no bond can be given by BONDING_OPTS, each with the reason and, where there is one, the way
 * that works: bond_opts[] in bond_options.c against the attributes of bond_sysfs.c and the parameters of bond_main.c, Linux
 * 7.1.8; install_bonding_driver() in network-functions writes options before the bond has a port.
 */
export const unsettableOptions: ReadonlyMap<string, string> = new Map([
  ['ns_ip6_target', `${netlink}; use arp_ip_target with IPv4 addresses`],
  ['lacp_strict', `${netlink}; ${noWay}`],
  ['coupled_control', `${netlink}; ${noWay}`],
  ['broadcast_neighbor', `${netlink}; ${noWay}`],
  ['actor_port_prio', `${netlink}, and belongs to a port; ${noWay}`],
  [
    'prio',
    `${netlink}, and belongs to a port; use primary, or where NetworkManager reads the files port_ifcfg with BOND_PORT_PRIO`
  ],
  ['max_bonds', `${moduleWide}; use nic.bonding.modprobe_options for the module bonding`],
  ['tx_queues', `${moduleWide}; use nic.bonding.modprobe_options for the module bonding`],
  [
    'active_slave',
    'is refused by the driver while the bond has no port, which is when options are written; use primary'
  ],
  [
    'queue_id',
    'is refused by the driver while the bond has no port, which is when options are written; where NetworkManager reads the files ' +
      'use port_ifcfg with BOND_PORT_QUEUE_ID'
  ],
  ['debug', 'is no option of the driver, nor a parameter of it; see /sys/kernel/debug/bonding'],
  ['slaves', 'is no option: ports join by MASTER in their own files; use ports'],
  ...['mii_status', 'ad_aggregator', 'ad_num_ports', 'ad_actor_key', 'ad_partner_key', 'ad_partner_mac'].map(
    (name): [string, string] => [name, readOnly]
  )
])

/** What is wrong with the words of a BONDING_OPTS text that no bond can be given; one sentence each, beginning with the word. */
export function unsettableIn(text: string): readonly string[] {
  const names = text
    .split(/\s+/)
    .filter(word => word.includes('='))
    .map(word => word.slice(0, word.indexOf('=')))
  const known = [...new Set(names)].map(name => ({ name, why: unsettableOptions.get(name) }))
  return known.filter(({ why }) => why !== undefined).map(({ name, why }) => `${name} ${why}`)
}
