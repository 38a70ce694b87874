// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../host/host.ts'
import { parseIfcfg } from '../ifcfg/parse-ifcfg.ts'
import { canonicalAddress, canonicalNetwork } from '../ip-address.ts'
import type { Inventory } from './inventory.ts'
import { classPrefix, prefixOfNetmask } from './ipv4.ts'
import { agreedValue } from './plan/edits.ts'
import { argumentLines, type RoutingFile, routingFiles, tableName, wordAfter } from './routing-files.ts'

/** A route by what tells it from others. */
export interface Route {
  readonly family: string
  /** `default`, or a network in the spelling of `canonicalNetwork`. */
  readonly destination: string
  readonly via: string | undefined
  readonly device: string | undefined
  readonly table: string
  readonly metric: string | undefined
}

/** The routes of all route- and route6- files. */
export function carriedRoutes(inventory: Inventory, host: ReadHost): readonly Route[] {
  return routingFiles(inventory, host)
    .filter(({ type }) => type === 'route')
    .flatMap(file => {
      // ifup-routes: a file with such a line is sourced, any other is arguments of `ip route add`.
      if (/^\s*ADDRESS[0-9]+=/m.test(file.text)) return numberedRoutes(file)
      return argumentLines(file.text).map(line => readRoute(`-${file.family} route add ${line}`, host))
    })
}

/** A route of `-4 route add ...`, as ip-route(8) has it. */
export function readRoute(line: string, host: ReadHost): Route {
  const [family = '', , , ...words] = line.split(/\s+/)
  const plain = words.filter(word => !types.includes(word))
  const gateway = wordAfter(plain, 'via')
  const via = gateway === 'inet' || gateway === 'inet6' ? wordAfter(plain, gateway) : gateway
  return {
    family: family.slice(1),
    destination: destination(plain[0] ?? '', family.slice(1)),
    via: plain.includes('nexthop') || via === undefined ? undefined : canonicalAddress(via),
    device: plain.includes('nexthop') ? undefined : wordAfter(plain, 'dev', 'oif'),
    table: tableName(wordAfter(plain, 'table'), host),
    metric: wordAfter(plain, 'metric', 'priority', 'preference')
  }
}

/** Whether a file's route is this one: what the file leaves open, whoever sets it up decides. */
export function isRouteOf(carried: Route, route: Route): boolean {
  const isOpen = (name: 'device' | 'metric'): boolean => carried[name] === undefined || carried[name] === route[name]
  const isSame = (['family', 'destination', 'via', 'table'] as const).every(name => carried[name] === route[name])
  return isSame && isOpen('device') && isOpen('metric')
}

const types = [
  ...['to', 'unicast', 'local', 'broadcast', 'multicast', 'throw', 'unreachable', 'prohibit', 'blackhole', 'nat']
]

/** ip(8) takes `default`, `any`, `all`, 10.1/16 for 10.1.0.0/16, and an address for the network of itself. */
function destination(text: string, family: string): string {
  const [address = '', length] = text.split('/')
  if (['default', 'any', 'all'].includes(text) || length === '0') return 'default'
  if (family === '6') return canonicalNetwork(address, length === undefined ? 128 : Number(length))
  const octets = address.split('.')
  const whole = [...octets, '0', '0', '0'].slice(0, Math.max(4, octets.length)).join('.')
  const netmask = length?.includes('.') === true ? prefixOfNetmask(length) : undefined
  return canonicalNetwork(whole, netmask ?? (length === undefined ? 8 * octets.length : Number(length)))
}

/** ADDRESSn, NETMASKn and GATEWAYn, from 0 without a gap. */
function numberedRoutes({ text, family, device }: RoutingFile): readonly Route[] {
  const file = parseIfcfg(text)
  const routes: Route[] = []
  for (let index = 0; ; index++) {
    const address = agreedValue(file, `ADDRESS${index}`)
    if (address === undefined) return routes
    const netmask = agreedValue(file, `NETMASK${index}`)
    const prefix = (netmask === undefined ? undefined : prefixOfNetmask(netmask)) ?? classPrefix(address)
    const via = agreedValue(file, `GATEWAY${index}`)
    const to = prefix === 0 ? 'default' : canonicalNetwork(address, prefix)
    const metric = agreedValue(file, `METRIC${index}`)
    routes.push({ family, destination: to, via, device: via === undefined ? device : undefined, table: 'main', metric })
  }
}
