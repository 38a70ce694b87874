import { expect, test } from 'vitest'
import { carriedBy } from '../../../modules/lib/bonding/carried.ts'
import { readInventory } from '../../../modules/lib/bonding/inventory.ts'
import { hostWith } from './_files.ts'

const files = {
  '/etc/sysconfig/network': 'NETWORKING=yes\nGATEWAY=10.0.0.138\nIPV6_DEFAULTGW=2001:db8::fe%bond0\n',
  '/etc/iproute2/rt_tables': '255\tlocal\n254\tmain\n253\tdefault\n# own\n100\tuplink\n',
  'ifcfg-bond0':
    'DEVICE=bond0\nBONDING_OPTS="mode=1"\nIPADDR=10.0.2.12\nNETMASK=255.0.0.0\nIPADDR1=192.168.7.1\nPREFIX1=24\n' +
    'IPV6ADDR=2001:DB8:0:0::1/64\nIPV6ADDR_SECONDARIES="2001:db8:1::1/64 2001:db8:2::1/64"\nGATEWAY0=192.168.7.254\n',
  'ifcfg-bond0:1': 'DEVICE=bond0:1\nIPADDR=10.0.2.13\n',
  'ifcfg-eth5': 'DEVICE=eth5\nBOOTPROTO=dhcp\n',
  'route-bond0':
    '# by hand\n10.1/16 via 10.0.0.1 dev bond0\nto 10.2.0.0/16 via 10.0.0.1 metric 5\n10.3.0.1 via 10.0.0.1 table 100\n' +
    'default via 10.0.0.1 table uplink\n172.16.0.0/12 nexthop via 10.0.0.1 dev bond0 nexthop via 10.0.0.2 dev bond0\n',
  'route-eth5':
    'ADDRESS0=10.50.0.0\nNETMASK0=255.255.0.0\nGATEWAY0=10.5.0.1\nADDRESS1=10.51.0.0\nNETMASK1=255.255.0.0\n',
  'route6-bond0': '2001:db8:77::/48 via 2001:DB8::a dev bond0\n',
  'rule-bond0':
    'from 10.0.2.13 table uplink priority 7\nfrom all fwmark 0x1 iif bond0 lookup 100\nto 10.9.0.0/16 prohibit\n',
  'rule6-bond0': 'from 2001:db8::1 table 100\n',
  '/var/lib/dhclient/dhclient-eth5.leases':
    'lease {\n  interface "eth5";\n  fixed-address 10.5.0.77;\n  option subnet-mask 255.255.0.0;\n}\n'
}

const yes: readonly (readonly [string, string])[] = [
  ['-4 address add 10.0.2.12/8 broadcast 10.255.255.255 dev bond0', 'bond0'],
  ['-4 address add 10.0.2.13/8 dev bond0 label bond0:1', 'bond0'],
  ['-4 address add 192.168.7.1/24 dev bond0', 'bond0'],
  ['-4 address add 10.0.2.12/8 dev eth0', 'eth0'],
  ['-6 address add 2001:db8::1/64 dev bond0', 'bond0'],
  ['-6 address add 2001:db8:2::1/64 dev bond0', 'bond0'],
  ['-4 address add 10.5.0.77/16 dev eth5', 'eth5'],
  ['-4 route add default via 10.5.0.1 dev eth5', 'eth5'],
  ['-4 route add default via 10.0.0.138 dev bond0 metric 300', 'bond0'],
  ['-4 route add default via 192.168.7.254 dev bond0', 'bond0'],
  ['-6 route add default via 2001:db8::fe dev bond0 metric 1024', 'bond0'],
  ['-4 route add 169.254.0.0/16 dev bond0 scope link metric 1004', 'bond0'],
  ['-4 route add 10.0.0.0/8 dev bond0 proto kernel scope link src 10.0.2.12 metric 300', 'bond0'],
  ['-6 route add 2001:db8:1::/64 dev bond0 proto kernel metric 300', 'bond0'],
  ['-4 route add 10.1.0.0/16 via 10.0.0.1 dev bond0 metric 300', 'bond0'],
  ['-4 route add 10.2.0.0/16 via 10.0.0.1 dev bond0 metric 5', 'bond0'],
  ['-4 route add 10.3.0.1 via 10.0.0.1 dev bond0 table uplink', 'bond0'],
  ['-4 route add default via 10.0.0.1 dev bond0 table uplink', 'bond0'],
  [
    '-4 route replace 172.16.0.0/12 nexthop via 10.0.0.1 dev bond0 weight 1 nexthop via 10.0.0.2 dev bond0 weight 1',
    'bond0'
  ],
  ['-4 route add 10.50.0.0/16 via 10.5.0.1 dev eth5', 'eth5'],
  ['-4 route add 10.51.0.0/16 dev eth5 scope link', 'eth5'],
  ['-6 route add 2001:db8:77::/48 via 2001:db8::a dev bond0 metric 1024', 'bond0'],
  ['-4 rule add pref 7 from 10.0.2.13 lookup uplink', 'bond0'],
  ['-4 rule add pref 32765 from all fwmark 0x1 iif bond0 lookup uplink', 'bond0'],
  ['-4 rule add pref 32764 from all to 10.9.0.0/16 prohibit', 'bond0'],
  ['-6 rule add pref 32765 from 2001:db8::1 lookup uplink', 'bond0']
]

const no: readonly (readonly [string, string])[] = [
  ['-4 address add 10.0.2.99/32 dev bond0', 'bond0'],
  ['-6 address add 2001:db8::2/64 dev bond0', 'bond0'],
  ['-4 address add 10.5.0.78/16 dev eth5', 'eth5'],
  ['-4 address add 10.5.0.77/16 dev bond0', 'bond0'],
  ['-4 route add default via 10.0.0.139 dev bond0', 'bond0'],
  ['-4 route add default via 10.0.0.138 dev bond0 table 7', 'bond0'],
  ['-4 route add 10.1.0.0/16 via 10.0.0.2 dev bond0', 'bond0'],
  ['-4 route add 10.1.0.0/16 via 10.0.0.1 dev eth5', 'eth5'],
  ['-4 route add 10.1.0.0/24 via 10.0.0.1 dev bond0', 'bond0'],
  ['-4 route add 10.2.0.0/16 via 10.0.0.1 dev bond0 metric 6', 'bond0'],
  ['-4 route add 10.3.0.1 via 10.0.0.1 dev bond0', 'bond0'],
  ['-4 route add 10.52.0.0/16 dev eth5 scope link', 'eth5'],
  ['-4 rule add pref 8 from 10.0.2.13 lookup uplink', 'bond0'],
  ['-4 rule add pref 7 not from 10.0.2.13 lookup uplink', 'bond0'],
  ['-4 rule add pref 7 from 10.0.2.13 lookup main', 'bond0'],
  ['-6 rule add pref 5 from 2001:db8::2 lookup uplink', 'bond0']
]

const host = hostWith(files)
const isCarried = carriedBy(readInventory(host), host)

test.each(yes)('a file carries: %s', (line, device) => {
  expect(isCarried({ line, device, key: '' })).toBe(true)
})

test.each(no)('no file carries: %s', (line, device) => {
  expect(isCarried({ line, device, key: '' })).toBe(false)
})
