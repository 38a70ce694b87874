// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { PrefixOwners } from './ip-addresses.ts'
import type { IpLine } from './network-state.ts'

/** Flags of a state, which `ip route add` does not take or which are not given by anybody (print_rt_flags() in iproute2). */
const stateFlags = [
  ...['dead', 'linkdown', 'pervasive', 'unresolved', 'notify', 'offload', 'trap', 'offload_failed'],
  ...['rt_offload', 'rt_trap', 'rt_offload_failed']
]
/** Words with a value that tell a state: the number of a next hop object, the error that a route answers, use counts. */
const stateWords = ['nhid', 'error', 'users', 'used', 'age']
/** Who makes his routes again (rtm_protocol in rtnetlink.h); those of an administrator or a script are boot and static. */
const makers = [
  ...['redirect', 'ra', 'dhcp', 'gated', 'mrt', 'zebra', 'bird', 'dnrouted', 'xorp', 'ntk', 'mrouted', 'babel'],
  ...['openr', 'bgp', 'isis', 'ospf', 'rip', 'eigrp']
]
const types = ['unicast', 'local', 'broadcast', 'multicast', 'anycast', 'throw', 'unreachable', 'prohibit', 'blackhole']

/** The routes of devices that `ip route show table all` prints, without those that come back by themselves. */
export function parseRoutes(text: string, family: '4' | '6', owners: PrefixOwners): readonly IpLine[] {
  const seen = new Set<string>()
  return joinNextHops(text).flatMap(words => {
    if (words.length === 0 || comesBack(words, owners)) return []
    const plain = withoutState(words)
    const place = ['tos', 'table', 'metric'].map(name => `${name} ${wordAfter(plain, name)}`)
    const same = [destinationOf(plain), ...place].join(' ')
    const verb = plain.includes('nexthop') ? 'replace' : seen.has(same) ? 'append' : 'add'
    seen.add(same)
    const key = withoutPairs(plain, ['dev', 'proto']).join(' ')
    return [
      {
        device: wordAfter(plain, 'dev'),
        line: `-${family} route ${verb} ${plain.join(' ')}`,
        key: `-${family} route ${key}`
      }
    ]
  })
}

/** The words of each route; its next hops stand on lines of their own, indented, or behind a backslash. */
function joinNextHops(text: string): readonly (readonly string[])[] {
  const routes: string[] = []
  for (const line of text.split('\n'))
    if (!/^\s/.test(line)) routes.push(line)
    else if (/^\s+nexthop /.test(line)) routes.push(`${routes.pop() ?? ''} ${line}`)
  return routes.map(route => route.split(/[\s\\]+/).filter(word => word !== ''))
}

function comesBack(words: readonly string[], owners: PrefixOwners): boolean {
  const device = wordAfter(words, 'dev')
  const protocol = wordAfter(words, 'proto')
  if (device === undefined || device === 'lo' || words.includes('expires')) return true
  if (['local', '255', 'cache'].includes(wordAfter(words, 'table') ?? '') || words.includes('cache')) return true
  if (protocol === 'kernel') return !owners(device, wordAfter(words, 'src'), destinationOf(words))
  return protocol !== undefined && makers.includes(protocol)
}

/**
 * A route without what only tells its state. Old kernels (2.6.32 of EL6) show for each IPv6 route the mtu, advmss and hoplimit
 * that result from its device, with a hoplimit of 4294967295 (-1) for "none given", which nobody could have given.
 */
function withoutState(words: readonly string[]): readonly string[] {
  const isDerived = ['4294967295', '-1', '0'].includes(wordAfter(words, 'hoplimit') ?? '')
  const metrics = isDerived ? ['mtu', 'advmss', 'hoplimit'] : []
  const preference = wordAfter(words, 'pref') === 'medium' ? ['pref'] : []
  return withoutPairs(words, [...stateWords, ...metrics, ...preference]).filter(word => !stateFlags.includes(word))
}

function withoutPairs(words: readonly string[], names: readonly string[]): readonly string[] {
  return words.filter((word, index) => !names.includes(word) && !names.includes(words[index - 1] ?? ''))
}

function wordAfter(words: readonly string[], name: string): string | undefined {
  const index = words.indexOf(name)
  return index < 0 ? undefined : words[index + 1]
}

function destinationOf(words: readonly string[]): string {
  const [first = '', second = ''] = words
  return types.includes(first) ? second : first
}
