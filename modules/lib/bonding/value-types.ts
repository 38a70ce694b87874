// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { netmaskOfPrefix } from './ipv4.ts'

/** A JSON Schema, with the formats of `address-formats.ts`, and the words for it in messages ("... is refused, it must be <must>"). */
export interface ValueType {
  readonly schema: { readonly [keyword: string]: unknown }
  readonly must: string
  /** The one key of a dict that is taken for text `<key>=<value>`, which the schema then knows. */
  readonly key?: string
}

/** The 32 contiguous masks of at least one bit, written out: a mask such as 255.0.255.0 is none. */
const netmasks = Array.from({ length: 32 }, (_, index) => netmaskOfPrefix(index + 1))

const device = {
  schema: {
    type: 'string',
    pattern:
      '^(?!\\.\\.?$)(?!.*\\.(?:bak|orig|old|rej|rpmnew|rpmorig|rpmsave|augnew|augtmp)$)[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$'
  },
  must:
    'a network device name: 1 to 15 letters, digits, "_", "." or "-", not beginning with "." or "-" ' +
    'and not ending like a backup file (.bak, .old, .orig, .rpmsave ...), which the readers of ifcfg files skip'
} as const

/** Text that matches a pattern. */
const text = (pattern: string, must: string): ValueType => ({ schema: { type: 'string', pattern }, must })

/** Text in a format of `address-formats.ts`. */
const inFormat = (format: string, must: string): ValueType => ({ schema: { type: 'string', format }, must })

/**
 * The types of values that options outside the bonding table have, by the name used in `optionValueTypes`.
 * Sources: dev_valid_name() in net/core/dev.c (names), is_ignored_file() in initscripts (suffixes),
 * read_full_ip4_address() in NetworkManager's ifcfg-rh reader (addresses), firewalld.zone(5) (zones).
 */
export const valueTypes: { readonly [name: string]: ValueType } = {
  device,
  interface: text(
    device.schema.pattern.replace('{0,14}$', '{0,14}(?::[A-Za-z0-9_]{1,10})?$'),
    `${device.must}; an alias has ":" and a label behind it`
  ),
  port: {
    schema: {
      type: 'string',
      pattern: `^(?:mac=[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}|${device.schema.pattern.slice(1, -1)})$`
    },
    must:
      `${device.must}; or a dict {mac: "08:00:27:43:66:17"} of its permanent hardware address: quote it, ` +
      'since YAML reads some addresses as numbers',
    key: 'mac'
  },
  ipv4: inFormat(
    'ipv4Host',
    'an IPv4 address of a host such as 10.0.2.12, in dotted decimal without leading zeros and without a prefix'
  ),
  netmask: {
    schema: { enum: netmasks },
    must: 'a contiguous IPv4 netmask such as 255.255.255.0'
  },
  prefix: {
    schema: { type: 'integer', minimum: 1, maximum: 32 },
    must: 'an integer from 1 to 32, the length of the IPv4 prefix'
  },
  ip: inFormat('ip', 'an IPv4 or IPv6 address such as 10.0.0.138'),
  'ipv4-interface': inFormat('ipv4Interface', 'an IPv4 address with the length of its prefix such as 10.0.2.13/8'),
  'route-to': inFormat('routeTo', 'a network such as 192.0.2.0/24 or 2001:db8:1::/48, an address, or default'),
  network: inFormat('network', 'a network such as 192.0.2.0/24 or 2001:db8:1::/48, or an address'),
  table: text(
    '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,30}$',
    'a routing table, by its number or by its name of letters, digits, "_", "." or "-"'
  ),
  fwmark: text(
    '^(?:0x[0-9A-Fa-f]{1,8}|[0-9]{1,10})(?:/(?:0x[0-9A-Fa-f]{1,8}|[0-9]{1,10}))?$',
    'a mark such as 1, 0x10 or 0x10/0xff'
  ),
  uint32: {
    schema: { type: 'integer', minimum: 0, maximum: 4294967295 },
    must: 'an integer from 0 to 4294967295'
  },
  'ipv6-interface': inFormat('ipv6Interface', 'an IPv6 address with the length of its prefix such as 2001:db8::12/64'),
  'ipv6-gateway': inFormat(
    'ipv6Gateway',
    'an IPv6 address such as 2001:db8::1, or a link-local one with its device such as fe80::1%bond0'
  ),
  station: text(
    '^[0-9A-Fa-f][02468ACEace](?::[0-9A-Fa-f]{2}){5}$',
    'a MAC address of no group such as 52:54:00:12:34:56, in quotes, since YAML reads some of them as numbers'
  ),
  mac: text(
    '^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}$',
    'a MAC address such as 52:54:00:12:34:56, in quotes, since YAML reads some of them as numbers'
  ),
  zone: text(
    '^[A-Za-z0-9][A-Za-z0-9_-]{0,16}$',
    'the name of a zone of firewalld, 1 to 17 letters, digits, "_" or "-"'
  ),
  'ping-target': inFormat('pingTarget', 'an IPv4 or IPv6 address such as 10.0.0.138, or none'),
  mtu: {
    schema: { type: 'integer', minimum: 68, maximum: 65535 },
    must: 'an integer of bytes from 68 (RFC 791) to 65535'
  },
  domain: text(
    '^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?( [A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?)*$',
    'one or more DNS search domains such as "example.com", separated by single blanks'
  )
}

/**
 * Which value type an option has, for options (or elements of list options) that the bonding table does not hold.
 * `<module>.<option>` comes before the option's bare name.
 */
export const optionValueTypes: { readonly [option: string]: string } = {
  name: 'device',
  'ifcfg.name': 'interface',
  ports: 'port',
  'bond_failover.ports': 'device',
  ipaddr: 'ipv4',
  ipaddr_secondaries: 'ipv4-interface',
  gateway: 'ipv4',
  netmask: 'netmask',
  prefix: 'prefix',
  dns: 'ip',
  domain: 'domain',
  ipv6addr: 'ipv6-interface',
  ipv6addr_secondaries: 'ipv6-interface',
  ipv6_defaultgw: 'ipv6-gateway',
  macaddr: 'mac',
  zone: 'zone',
  mtu: 'mtu',
  ping_target: 'ping-target',
  to: 'route-to',
  from: 'network',
  via: 'ip',
  src: 'ip',
  metric: 'uint32',
  priority: 'uint32',
  table: 'table',
  fwmark: 'fwmark',
  iif: 'device',
  oif: 'device'
}
