// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { parseAddresses, prefixOwners } from './ip-addresses.ts'
import { parseRoutes } from './ip-routes.ts'
import { parseRules } from './ip-rules.ts'

/**
 * Addresses, routes and rules of the running host, as arguments of ip(8) that would make them, such as
 * `-4 address add 10.0.2.12/8 broadcast 10.255.255.255 dev bond0` or `-4 route add default via 10.0.0.138 dev bond0`.
 *
 * It holds what stays lost unless somebody makes it again. Left out is what comes back by itself: `lo`, the table `local`,
 * routes that the kernel makes of addresses, link-local addresses that it makes of hardware addresses, whatever DHCP, router
 * advertisements or a routing daemon gave (an address or a route with a lifetime, `proto dhcp`, `ra`, `bgp` ...), and
 * routes and rules of no device.
 */
export interface NetworkState {
  readonly addresses: readonly IpLine[]
  readonly routes: readonly IpLine[]
  readonly rules: readonly IpLine[]
  readonly links: readonly LinkState[]
}

export interface LinkState {
  readonly device: string
  readonly up: boolean
}

export interface IpLine {
  /** The device it is on: the first of several next hops; of a rule the one that it names, if any. */
  readonly device: string | undefined
  readonly line: string
  /** Family and what it is, without its device and without flags that come and go: two of the same meaning have the same. */
  readonly key: string
  /** An address that the kernel makes of the hardware address: it belongs to the link, so it cannot be lost by itself. */
  readonly isKernels?: true
}

/** What the commands of `networkStateCommands` printed; an empty text where a command failed. */
export interface NetworkTexts {
  readonly links: string
  readonly addresses4: string
  readonly addresses6: string
  readonly routes4: string
  readonly routes6: string
  readonly rules4: string
  readonly rules6: string
}

/** The arguments of ip(8) that print what `parseNetworkState` reads, as iproute2 of 2.6.32 (EL6) and later know them. */
export const networkStateCommands: { readonly [name in keyof NetworkTexts]: readonly string[] } = {
  links: ['-o', 'link', 'show'],
  addresses4: ['-o', '-4', 'address', 'show'],
  addresses6: ['-o', '-6', 'address', 'show'],
  routes4: ['-4', 'route', 'show', 'table', 'all'],
  routes6: ['-6', 'route', 'show', 'table', 'all'],
  rules4: ['-4', 'rule', 'show'],
  rules6: ['-6', 'rule', 'show']
}

/** Reads what ip(8) prints. Lines of another form are skipped. */
export function parseNetworkState(texts: NetworkTexts): NetworkState {
  return {
    addresses: [...parseAddresses(texts.addresses4, '4'), ...parseAddresses(texts.addresses6, '6')],
    routes: [
      ...parseRoutes(texts.routes4, '4', prefixOwners(texts.addresses4, '4')),
      ...parseRoutes(texts.routes6, '6', prefixOwners(texts.addresses6, '6'))
    ],
    rules: [...parseRules(texts.rules4, '4'), ...parseRules(texts.rules6, '6')],
    links: parseLinks(texts.links)
  }
}

/**
 * The lines that restore what the given devices have now: links that are up, addresses, routes (those without a gateway
 * first), rules. All of them may be run again: what is there already answers EEXIST (`File exists`), and a rule is
 * deleted before it is added, since kernels before 4.8 take the same rule twice (fib_nl_newrule()).
 */
export function restoreLines(state: NetworkState, devices: readonly string[]): readonly string[] {
  const routes = state.routes.filter(route => isOn(route, devices))
  const isDirect = ({ line }: IpLine): boolean => !/ via /.test(line)
  return [
    ...state.links.filter(({ device, up }) => up && devices.includes(device)).map(linkUp),
    ...state.addresses.filter(address => isOn(address, devices)).map(({ line }) => line),
    ...routes.filter(isDirect).map(({ line }) => line),
    ...routes.filter(route => !isDirect(route)).map(({ line }) => line),
    ...rulesOf(state, devices).flatMap(({ line }) => [line.replace(' rule add ', ' rule del '), line])
  ]
}

/**
 * What these devices have that no file carries, as `carried` tells: nothing brings it back when they are restarted. To be
 * asked before the steps, while the old files can still be read.
 */
export function linesAtRisk(
  state: NetworkState,
  devices: readonly string[],
  carried: (line: IpLine) => boolean
): readonly IpLine[] {
  const addresses = state.addresses.filter(({ isKernels }) => isKernels !== true)
  const had = [...addresses, ...state.routes].filter(line => isOn(line, devices))
  return [...had, ...rulesOf(state, devices)].filter(line => !carried(line))
}

/** What of that is not there any more, on any device: an address may have moved with the change. */
export function lostLines(atRisk: readonly IpLine[], now: NetworkState): readonly string[] {
  const present = new Set([...now.addresses, ...now.routes, ...now.rules].map(({ key }) => key))
  return atRisk.filter(({ key }) => !present.has(key)).map(({ line }) => line)
}

function parseLinks(text: string): readonly LinkState[] {
  return text.split('\n').flatMap(line => {
    const [, device, flags] = /^[0-9]+:\s+([^:@\s]+)(?:@[^:\s]*)?:\s+<([^>]*)>/.exec(line) ?? []
    if (device === undefined || flags === undefined || device === 'lo') return []
    return [{ device, up: flags.split(',').includes('UP') }]
  })
}

function linkUp({ device }: LinkState): string {
  return `link set dev ${device} up`
}

/** Whether a line names one of the devices; a route may have next hops on several. */
function isOn({ line }: IpLine, devices: readonly string[]): boolean {
  const words = line.split(' ')
  return words.some((word, index) => /^(?:dev|iif|oif)$/.test(words[index - 1] ?? '') && devices.includes(word))
}

/** Rules that a restart of the devices concerns: they name a device, an address of it, or a table with routes on it. */
function rulesOf(state: NetworkState, devices: readonly string[]): readonly IpLine[] {
  const wordAfter = (line: string, name: string): string | undefined => new RegExp(` ${name} (\\S+)`).exec(line)?.[1]
  const addresses = state.addresses
    .filter(address => isOn(address, devices))
    .map(({ line }) => wordAfter(line, 'add')?.split('/')[0])
  const tables = state.routes.filter(route => isOn(route, devices)).map(({ line }) => wordAfter(line, 'table'))
  return state.rules.filter(rule => {
    const [from, to, table] = ['from', 'to', 'lookup'].map(name => wordAfter(rule.line, name))
    const isNamed = [from, to].some(address => address !== undefined && addresses.includes(address))
    return isOn(rule, devices) || isNamed || (table !== undefined && tables.includes(table))
  })
}
