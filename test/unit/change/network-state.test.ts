import { describe, expect, test } from 'vitest'
import { parseNetworkState, restoreLines } from '../../../modules/lib/change/network-state.ts'

const nothing = { links: '', addresses4: '', addresses6: '', routes4: '', routes6: '', rules4: '', rules6: '' }

/**
 * As ip(8) of iproute2 2.6.32 on Linux 2.6.32 (EL6) prints it. Written after its sources, ipaddress.c, iproute.c and iprule.c:
 * two blanks between the parts of a route, no lifetimes of IPv4 addresses (the kernel has none before 3.9), metrics of
 * IPv6 routes that nobody gave, the error of an unreachable one, next hops without linkdown.
 */
const el6 = {
  links: [
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 16436 qdisc noqueue state UNKNOWN \\    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00',
    '2: eth0: <BROADCAST,MULTICAST,SLAVE,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast master bond0 state UP qlen 1000\\    link/ether 08:00:27:aa:bb:cc brd ff:ff:ff:ff:ff:ff',
    '3: eth1: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN qlen 1000\\    link/ether 08:00:27:aa:bb:cd brd ff:ff:ff:ff:ff:ff',
    '4: bond0: <BROADCAST,MULTICAST,MASTER,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP \\    link/ether 08:00:27:aa:bb:cc brd ff:ff:ff:ff:ff:ff',
    '5: bond0.5@bond0: <BROADCAST,MULTICAST,MASTER,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP \\    link/ether 08:00:27:aa:bb:cc brd ff:ff:ff:ff:ff:ff'
  ].join('\n'),
  addresses4: [
    '1: lo    inet 127.0.0.1/8 scope host lo',
    '4: bond0    inet 10.0.2.12/8 brd 10.255.255.255 scope global bond0',
    '4: bond0    inet 10.0.2.13/8 brd 10.255.255.255 scope global secondary bond0:1'
  ].join('\n'),
  addresses6: [
    '1: lo    inet6 ::1/128 scope host \\       valid_lft forever preferred_lft forever',
    '4: bond0    inet6 2001:db8::2/64 scope global tentative dadfailed \\       valid_lft forever preferred_lft forever',
    '4: bond0    inet6 2001:db8:5:0:a00:27ff:feaa:bbcc/64 scope global dynamic \\       valid_lft 2591993sec preferred_lft 604793sec',
    '4: bond0    inet6 fe80::a00:27ff:feaa:bbcc/64 scope link \\       valid_lft forever preferred_lft forever'
  ].join('\n'),
  routes4: [
    '10.9.0.0/16 via 10.0.0.1 dev bond0  src 10.0.2.12  metric 5 ',
    'default ',
    '\tnexthop via 10.0.0.138  dev bond0 weight 1',
    '\tnexthop via 10.5.0.1  dev bond0.5 weight 1 dead',
    '169.254.0.0/16 dev bond0  scope link  metric 1004 ',
    '10.0.0.0/8 dev bond0  proto kernel  scope link  src 10.0.2.12 ',
    '10.7.0.0/16 dev bond0  scope link ',
    'local 10.0.2.12 dev bond0  table local  proto kernel  scope host  src 10.0.2.12 ',
    'broadcast 10.255.255.255 dev bond0  table local  proto kernel  scope link  src 10.0.2.12 '
  ].join('\n'),
  routes6: [
    'unreachable ::/96 dev lo  metric 1024  error -101 mtu 16436 advmss 16376 hoplimit 4294967295',
    '2001:db8::/64 dev bond0  proto kernel  metric 256  mtu 1500 advmss 1440 hoplimit 4294967295',
    '2001:db8:7::/48 via 2001:db8::fe dev bond0  metric 1024  mtu 1500 advmss 1440 hoplimit 4294967295',
    'unreachable 2001:db8:8::/48 dev bond0  metric 1024  error -101 mtu 1500 advmss 1440 hoplimit 4294967295',
    'fe80::/64 dev bond0  proto kernel  metric 256  mtu 1500 advmss 1440 hoplimit 4294967295',
    'default via fe80::1 dev bond0  proto kernel  metric 1024  expires 1785sec mtu 1500 advmss 1440 hoplimit 64',
    'local ::1 via :: dev lo  table local  proto none  metric 0  mtu 16436 rtt 3ms rttvar 7ms cwnd 10 advmss 16376 hoplimit 4294967295',
    'ff00::/8 dev bond0  table local  metric 256  mtu 1500 advmss 1440 hoplimit 4294967295'
  ].join('\n'),
  rules4: [
    '0:\tfrom all lookup local ',
    '32765:\tfrom 10.0.2.13 lookup 7 ',
    '32766:\tfrom all lookup main ',
    '32767:\tfrom all lookup default '
  ].join('\n'),
  rules6: '0:\tfrom all lookup local \n32766:\tfrom all lookup main '
}

/** What newer ones add: the protocol of an address, the number of a next hop object, offload flags. */
const newer = {
  ...nothing,
  addresses4: [
    '4: bond0    inet 10.0.2.12/8 brd 10.255.255.255 scope global noprefixroute bond0\\       valid_lft forever preferred_lft forever',
    '4: bond0    inet 10.0.2.99/32 scope global proto keepalived bond0\\       valid_lft forever preferred_lft forever'
  ].join('\n'),
  addresses6: [
    '4: bond0    inet6 fe80::3b52:9c1c:8f0a:1f4d/64 scope link noprefixroute \\       valid_lft forever preferred_lft forever',
    '4: bond0    inet6 fe80::3b52:9c1c:8f0a:1f4e/64 scope link stable-privacy proto kernel_ll \\       valid_lft forever preferred_lft forever',
    '4: bond0    inet6 fe80::1/64 scope link \\       valid_lft forever preferred_lft forever'
  ].join('\n'),
  routes4: [
    'default via 10.0.0.138 dev bond0 proto dhcp src 10.0.2.12 metric 300 ',
    'default via 10.0.0.139 dev bond0 proto static metric 301 ',
    '10.0.0.0/8 dev bond0 proto kernel scope link src 10.0.2.12 metric 300 ',
    '10.1.0.0/16 nhid 5 via 10.0.0.7 dev bond0 offload rt_offload linkdown ',
    '10.2.0.0/16 via 10.0.0.7 dev bond0 proto bgp metric 20 ',
    '10.3.0.0/16 nhid 9 ',
    '\tnexthop via 10.0.0.7 dev bond0 weight 1 offload ',
    '\tnexthop via 10.0.0.8 dev eth5 weight 1 linkdown '
  ].join('\n'),
  rules4: '1000:\tfrom all lookup [l3mdev-table]\n99:\tfrom all iif bond0 [detached] goto 200 [unresolved]'
}

describe('what ip(8) prints', () => {
  test('of EL6', () => {
    const state = parseNetworkState(el6)
    expect(state.links.filter(({ up }) => !up).map(({ device }) => device)).toEqual(['eth1'])
    expect(restoreLines(state, ['bond0', 'eth0', 'eth1', 'lo'])).toEqual([
      'link set dev eth0 up',
      'link set dev bond0 up',
      '-4 address add 10.0.2.12/8 broadcast 10.255.255.255 dev bond0',
      '-4 address add 10.0.2.13/8 broadcast 10.255.255.255 dev bond0 label bond0:1',
      '-6 address add 2001:db8::2/64 dev bond0',
      '-6 address add fe80::a00:27ff:feaa:bbcc/64 scope link dev bond0',
      '-4 route add 169.254.0.0/16 dev bond0 scope link metric 1004',
      '-4 route add 10.7.0.0/16 dev bond0 scope link',
      '-6 route add unreachable 2001:db8:8::/48 dev bond0 metric 1024',
      '-4 route add 10.9.0.0/16 via 10.0.0.1 dev bond0 src 10.0.2.12 metric 5',
      '-4 route replace default nexthop via 10.0.0.138 dev bond0 weight 1 nexthop via 10.5.0.1 dev bond0.5 weight 1',
      '-6 route add 2001:db8:7::/48 via 2001:db8::fe dev bond0 metric 1024',
      '-4 rule del pref 32765 from 10.0.2.13 lookup 7',
      '-4 rule add pref 32765 from 10.0.2.13 lookup 7'
    ])
    expect(restoreLines(state, ['bond0.5'])).toEqual([
      'link set dev bond0.5 up',
      '-4 route replace default nexthop via 10.0.0.138 dev bond0 weight 1 nexthop via 10.5.0.1 dev bond0.5 weight 1'
    ])
  })

  test('of newer ones', () => {
    expect(restoreLines(parseNetworkState(newer), ['bond0'])).toEqual([
      '-4 address add 10.0.2.12/8 broadcast 10.255.255.255 dev bond0 noprefixroute',
      '-4 address add 10.0.2.99/32 dev bond0',
      '-6 address add fe80::1/64 scope link dev bond0',
      '-4 route add 10.0.0.0/8 dev bond0 proto kernel scope link src 10.0.2.12 metric 300',
      '-4 route add default via 10.0.0.139 dev bond0 proto static metric 301',
      '-4 route add 10.1.0.0/16 via 10.0.0.7 dev bond0',
      '-4 route replace 10.3.0.0/16 nexthop via 10.0.0.7 dev bond0 weight 1 nexthop via 10.0.0.8 dev eth5 weight 1',
      '-4 rule del pref 99 from all iif bond0 goto 200',
      '-4 rule add pref 99 from all iif bond0 goto 200'
    ])
  })

  test('with a beginning that is cut off, or nothing', () => {
    expect(parseNetworkState({ ...nothing, routes4: '[...]0.1 dev\n\tnexthop', rules4: '[...]x' }).rules).toEqual([])
    expect(restoreLines(parseNetworkState(nothing), ['bond0'])).toEqual([])
  })
})
