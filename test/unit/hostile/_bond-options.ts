import fc from 'fast-check'
import { defined, oneIn } from './_arbitraries.ts'

/** IPv4 addresses of a bond, with all that belongs to them. */
export const addresses = fc
  .record({
    host: fc.integer({ min: 1, max: 253 }),
    prefix: fc.constantFrom(8, 16, 24),
    as: fc.nat(3),
    gateway: oneIn(2, fc.constant(true)),
    dns: oneIn(3, fc.subarray(['10.0.0.138', '8.8.8.8', 'fd00::1']))
  })
  .map(({ host, prefix, as, gateway, dns }) => {
    const netmask = { 8: '255.0.0.0', 16: '255.255.0.0', 24: '255.255.255.0' }[prefix]
    const length = [{ prefix }, { prefix: String(prefix) }, { netmask }, { prefix, netmask }][as]
    return defined({ ipaddr: `10.0.0.${host}`, ...length, gateway: gateway && '10.0.0.254', dns })
  })

/** IPv6 of a bond, and further addresses. */
export const ipv6 = fc
  .record({
    ipv6init: oneIn(3, fc.constantFrom<unknown>(true, 'yes')),
    ipv6addr: oneIn(2, fc.constantFrom('2001:db8::12/64', 'fd00:0::A/48', '2001:DB8:0:0::1/128')),
    ipv6addr_secondaries: oneIn(3, fc.constantFrom<unknown>(['2001:db8::13/64'], '2001:db8::14/64,2001:db8::15/64')),
    ipv6_autoconf: oneIn(3, fc.constantFrom<unknown>(false, 'no')),
    ipv6_defaultgw: oneIn(4, fc.constantFrom('2001:db8::1', 'fe80::1')),
    ipaddr_secondaries: oneIn(3, fc.constantFrom<unknown>(['10.0.2.13/8'], '10.1.2.14/24,10.1.2.15/24', []))
  })
  .map(defined)

const yesNo = fc.constantFrom<unknown>(true, false, 'yes', 'no', 'on', 1, 'False')
/** What else a bond may have. */
export const rest = fc
  .record({
    onboot: oneIn(2, yesNo),
    userctl: oneIn(2, yesNo),
    nm_controlled: oneIn(2, yesNo),
    defroute: oneIn(2, yesNo),
    peerdns: oneIn(2, yesNo),
    mtu: oneIn(2, fc.constantFrom<unknown>(68, 1500, '9000', 65535)),
    macaddr: oneIn(8, fc.constantFrom('52:54:00:12:34:56', '52:54:00:AB:cd:ef')),
    zone: oneIn(3, fc.constantFrom('dmz', 'internal')),
    domain: oneIn(2, fc.constantFrom('example.com', 'a.example b.example')),
    exclusive: oneIn(4, yesNo),
    former_ports: oneIn(3, fc.constantFrom('release', 'keep')),
    modprobe_alias: oneIn(4, yesNo),
    modprobe_file: oneIn(4, fc.constantFrom('bonding.conf', '/etc/modprobe.d/bonding.conf', '/etc/modprobe.d/x.conf')),
    backup: oneIn(4, yesNo)
  })
  .map(defined)
