// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** Keys that a bond's file gets from this module's own options: naming them in `ifcfg` is refused, with the option to use. */
export const bondKeyOptions: ReadonlyMap<string, string> = new Map([
  ['DEVICE', 'name'],
  ['BONDING_OPTS', 'mode and the other bonding options'],
  ['IPADDR', 'ipaddr'],
  ['IPADDR0', 'ipaddr'],
  ['PREFIX', 'prefix'],
  ['PREFIX0', 'prefix'],
  ['NETMASK', 'netmask'],
  ['NETMASK0', 'netmask'],
  ['GATEWAY', 'gateway'],
  ['DNS1', 'dns'],
  ['DNS2', 'dns'],
  ['DNS3', 'dns'],
  ['DOMAIN', 'domain'],
  ['DEFROUTE', 'defroute'],
  ['PEERDNS', 'peerdns'],
  ['IPV6INIT', 'ipv6init'],
  ['IPV6ADDR', 'ipv6addr'],
  ['IPV6ADDR_SECONDARIES', 'ipv6addr_secondaries'],
  ['IPV6_AUTOCONF', 'ipv6_autoconf'],
  ['IPV6_DEFAULTGW', 'ipv6_defaultgw'],
  ['MTU', 'mtu'],
  ['MACADDR', 'macaddr'],
  ['ZONE', 'zone'],
  ['BOOTPROTO', 'bootproto'],
  ['ONBOOT', 'onboot'],
  ['USERCTL', 'userctl'],
  ['NM_CONTROLLED', 'nm_controlled']
])

/** The option that writes a key of a bond's file; IPADDR1 and what goes with it belong to a list. */
export function optionOfKey(key: string): string | undefined {
  return /^(?:IPADDR|PREFIX|NETMASK)[1-9][0-9]*$/.test(key) ? 'ipaddr_secondaries' : bondKeyOptions.get(key)
}

/** Keys without which a bond's file would not be one. */
export const lastingKeys: readonly string[] = ['DEVICE', 'BONDING_OPTS']

/** Keys that would make a bond's file that of a port of something else; a bridge may have a bond for a port (BRIDGE). */
export const stackingKeys: readonly string[] = ['MASTER', 'MASTER_UUID', 'SLAVE', 'TEAM_MASTER']

/** Keys of a port's file that this module writes, each with the reason why `port_ifcfg` may not. */
export const portKeys: ReadonlyMap<string, string> = new Map([
  ['DEVICE', 'it names the port itself'],
  ['MASTER', 'it names the bond'],
  ['MASTER_UUID', 'MASTER names the bond'],
  ['SLAVE', 'a port says SLAVE=yes'],
  ['BOOTPROTO', 'a port has no address, so it says BOOTPROTO=none'],
  ['BRIDGE', 'a device is a port of one master only'],
  ['TEAM_MASTER', 'a device is a port of one master only'],
  ['BONDING_OPTS', 'it belongs to the file of the bond']
])

/** Keys of addresses, which the file of a port loses: an address on a port is never used and makes a second route. */
export function isAddressKey(key: string): boolean {
  return (
    /^(?:IPADDR|PREFIX|NETMASK|GATEWAY|DNS)[0-9]*$/.test(key) ||
    /^(?:NETWORK|BROADCAST|DOMAIN|DEFROUTE|PEERDNS|GATEWAYDEV)$/.test(key) ||
    /^(?:IPV6|DHCP)/.test(key)
  )
}
