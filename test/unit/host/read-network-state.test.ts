import { describe, expect, test } from 'vitest'
import { linesAtRisk, lostLines, type NetworkState, restoreLines } from '../../../modules/lib/change/network-state.ts'
import { hasNamespaces, hostCall, inNamespace, withoutNamespaces } from '../../support/network-namespace.ts'

/** Three devices with carrier, and one without; their peers stand for the switch. */
const links = `
sysctl -qw net.ipv6.conf.all.disable_ipv6=0 || true
ip link set lo up
for n in 0 1 2; do ip link add b$n type veth peer name p$n; ip link set p$n up; done
ip link add b3 type veth peer name p3`

const up = 'for n in 0 1 2 3; do ip link set b$n up; done'

/** What ip(8) can show of a device, each line a command. */
const settings = `
ip addr add 10.0.2.12/8 broadcast + dev b0
ip addr add 10.0.2.13/8 dev b0 label b0:1
ip addr add 10.0.2.14/32 dev b0 scope link
ip addr add 10.9.9.1 peer 10.9.9.2/32 dev b1
ip addr add 10.0.9.99/24 dev b0 valid_lft 300 preferred_lft 200
ip addr add 192.168.7.1/24 dev b2
ip addr add 192.168.8.1/24 dev b0 noprefixroute metric 50
ip addr add 192.168.9.1/24 dev b3
ip route add 192.168.8.0/24 dev b0 proto kernel scope link src 192.168.8.1 metric 300
ip -6 addr add 2001:db8::1/64 dev b0 nodad
ip -6 addr add 2001:db8:1::1/64 dev b2 nodad
ip -6 addr add 2001:db8::9/128 dev b0 preferred_lft 0 nodad
ip -6 addr add 2001:db8:5::1/64 dev b0 valid_lft 300 preferred_lft 200 nodad
ip -6 addr add 2001:db8:6::1/64 dev b0 noprefixroute nodad
ip -6 addr add fe80::1/64 dev b0 nodad
ip -6 route add 2001:db8:6::/64 dev b0 proto kernel metric 300
ip route add default via 10.0.0.138 dev b0
ip route add default via 10.0.0.139 dev b0 metric 100
ip route append default via 10.0.0.140 dev b0
ip route add 172.16.0.0/12 nexthop via 10.0.0.1 dev b0 weight 2 nexthop via 10.9.9.2 dev b1 weight 3
ip route add 172.32.0.0/16 via 172.99.0.1 dev b0 onlink table 100 src 10.0.2.12 mtu lock 1400 advmss 1300
ip route add blackhole 198.51.100.0/24
ip route add throw 198.51.101.0/24 table 100
ip route add 203.0.113.0/24 dev b0 scope link proto static
ip route add 203.0.115.0/24 dev b0 proto bgp
ip route add 203.0.116.0/24 dev b0 proto dhcp
ip route add 203.0.117.0/24 tos 0x10 via 10.0.0.1 dev b0 realm 7
ip route add 10.78.0.0/16 dev b0 mtu 1400
ip route add multicast 224.0.1.0/24 dev b0
ip route add 10.79.0.0/16 via 192.168.7.5 dev b2
ip route add 10.81.0.0/16 via 192.168.9.5 dev b3
ip -6 route add default via 2001:db8::fe dev b0 metric 1024
ip -6 route add 2001:db8:77::/48 nexthop via 2001:db8::a dev b0 nexthop via 2001:db8:1::b dev b2 weight 5
ip -6 route add 2001:db8:78::/48 via fe80::1234 dev b0 proto ra expires 100
ip -6 route add 2001:db8:79::/48 via fe80::1234 dev b0 pref high mtu 1400
ip -6 route add blackhole 2001:db8:99::/48
ip rule add from 10.0.0.5 lookup 100
ip rule add pref 100 from 10.0.0.5 fwmark 0x1/0xff iif b0 lookup 100
ip rule add pref 120 to 10.99.0.0/16 oif b1 prohibit
ip rule add pref 130 not from 10.0.2.12 lookup main suppress_prefixlength 0
ip rule add pref 140 from 10.8.0.0/16 iif b0 goto 32766
ip rule add pref 150 from 10.8.0.0/16 iif nosuch0 lookup 7
ip -6 rule add pref 100 from 2001:db8::1 lookup 100`

/** What neither the restored host nor this list has: it comes back by itself, or has no device. */
const comesBack = [
  / (?:lo|p[0-3]) /,
  /dynamic|expires|proto (?:bgp|dhcp|ra)/,
  /inet6 fe80::[0-9a-f]+:[0-9a-f]+ff:fe/,
  /10\.0\.9\.(?:99|0|255)|2001:db8:5::/,
  /blackhole|throw|nosuch0/
]

const show =
  'for w in "-o -4 address" "-o -6 address" "-4 route show table all" "-6 route show table all" "-4 rule" "-6 rule"; do ip $w; done'

/** What ip(8) shows, a line each, in any order: numbers of devices and of the moment left out. */
function shown(text: string): readonly string[] {
  const lines = text.replace(/\n\tnexthop/g, ' nexthop').split('\n')
  return lines
    .map(line => line.replace(/^[0-9]+: (b)/, '$1').replace(/ (?:tentative|linkdown)/g, ''))
    .filter(line => line !== '' && !comesBack.some(pattern => pattern.test(line)))
    .sort()
}

function parts(text: string): readonly string[] {
  return text.split('====\n')
}

describe.skipIf(!hasNamespaces)(`the network of a host${withoutNamespaces}`, () => {
  test('restoreLines makes on a bare host what ip(8) showed, and may be run again', () => {
    const [before = '', json = ''] = parts(
      inNamespace(`${links}\n${up}\n${settings}\n${show}; echo ====; ${hostCall('readNetworkState')}`)
    )
    const state: NetworkState = JSON.parse(json)
    const lines = restoreLines(state, ['b0', 'b1', 'b2', 'b3'])
    const run = lines.map(line => `ip ${line} 2>&1 | sed "s|^|${line}: |" || true`).join('\n')
    const [first = '', second = '', after = ''] = parts(
      inNamespace(`${links}\n${run}\necho ====\n${run}\necho ====\n${show}`)
    )
    expect(first.split('\n').filter(line => line !== '' && !/rule del/.test(line))).toEqual([])
    expect(second.split('\n').filter(line => line !== '' && !/File exists|already assigned/.test(line))).toEqual([])
    expect(shown(after)).toEqual(shown(before))
    expect(shown(before).length).toBeGreaterThan(40)
  })

  test('lostLines names what a restart took, and only that', () => {
    const [json = '', later = ''] = parts(
      inNamespace(`${links}
        ${up}
        ip addr add 10.0.2.12/8 dev b0; ip addr add 10.0.2.99/32 dev b0; ip addr add 10.0.2.100/32 dev b0
        ip route add default via 10.0.0.138 dev b0; ip route add 10.77.0.0/16 via 10.0.0.1 dev b0
        ip route add 10.78.0.0/16 via 10.0.0.1 dev b0
        ip rule add pref 99 from 10.0.2.99 lookup 100
        ip addr add 192.168.7.1/24 dev b2
        ${hostCall('readNetworkState')}; echo ====
        ip addr flush dev b0; ip addr flush dev b2; ip rule del pref 99; ip link set b0 down; ip link set b0 up
        ip addr add 10.0.2.12/8 brd + dev b0; ip addr add 10.0.2.100/32 dev b1
        ip route add default via 10.0.0.138 dev b0
        ${hostCall('readNetworkState')}`)
    )
    const before: NetworkState = JSON.parse(json)
    const now: NetworkState = JSON.parse(later)
    const carried = ({ line }: { readonly line: string }): boolean => line.includes('10.78.0.0/16')
    expect(lostLines(linesAtRisk(before, ['b0'], carried), now)).toEqual([
      '-4 address add 10.0.2.99/32 dev b0',
      '-4 route add 10.77.0.0/16 via 10.0.0.1 dev b0',
      '-4 rule add pref 99 from 10.0.2.99 lookup 100'
    ])
    expect(
      lostLines(
        linesAtRisk(before, ['b0', 'b2'], () => false),
        before
      )
    ).toEqual([])
  })

  test('without ip(8) nothing is recorded in silence', () => {
    const failing = 'mount --bind /bin/false "$(command -v ip)"'
    expect(() => inNamespace(`unshare --mount sh -c '${failing} && ${hostCall('readNetworkState')}'`)).toThrow(
      /ip -o link show: failed with exit code 1 .*install iproute2/
    )
  })
})
