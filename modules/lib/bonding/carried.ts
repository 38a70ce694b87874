// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { IpLine } from '../change/network-state.ts'
import type { ReadHost } from '../host/host.ts'
import { parseIfcfg } from '../ifcfg/parse-ifcfg.ts'
import { canonicalAddress, canonicalNetwork } from '../ip-address.ts'
import { carriedRoutes, isRouteOf, readRoute } from './carried-routes.ts'
import { carriedRules, isRuleOf, readRule } from './carried-rules.ts'
import { addressesIn, isDynamic } from './file-addresses.ts'
import { deviceOf, type Inventory, lookUp } from './inventory.ts'
import { agreedValue } from './plan/edits.ts'

/**
 * Whether some file carries an address, a route or a rule, so that whoever sets the network up makes it again: addresses
 * and gateways of all ifcfg files and of /etc/sysconfig/network, the networks of these addresses, the zeroconf route of
 * initscripts (ifup-eth, NOZEROCONF), route-, route6-, rule- and rule6- files of both formats (ifup-routes), and of a
 * device with BOOTPROTO=dhcp the addresses of its leases and its default route.
 */
export function carriedBy(inventory: Inventory, host: ReadHost): (line: IpLine) => boolean {
  const addresses = inventory.entries.flatMap(addressesIn)
  const plain = new Set(addresses.map(({ address }) => canonicalAddress(address)))
  const networks = new Set(addresses.map(({ address, prefix }) => canonicalNetwork(address, prefix)))
  const gateways = new Set(gatewaysIn(inventory, host).map(canonicalAddress))
  const leased = inventory.entries.filter(isDynamic).map(deviceOf)
  const routes = carriedRoutes(inventory, host)
  const rules = carriedRules(inventory, host)
  return line => {
    const words = line.line.split(' ')
    if (words[1] === 'address') return isCarriedAddress(words[3] ?? '', line.device)
    if (words[1] === 'rule') return rules.some(rule => isRuleOf(rule, readRule(line.line, host)))
    const route = readRoute(line.line, host)
    const isDefault = route.destination === 'default' && route.table === 'main'
    if (isDefault && leased.includes(line.device ?? '')) return true
    if (isDefault && route.via !== undefined && gateways.has(route.via)) return true
    if (route.via === undefined && (route.destination === zeroconf || networks.has(route.destination))) return true
    return routes.some(carried => isRouteOf(carried, route))
  }

  function isCarriedAddress(text: string, device: string | undefined): boolean {
    const address = text.split('/')[0] ?? ''
    if (plain.has(canonicalAddress(address))) return true
    return device !== undefined && leased.includes(device) && hasLease(host, device, address)
  }
}

/** The network of addresses that hosts give themselves (RFC 3927). */
const zeroconf = '169.254.0.0/16'

/** GATEWAY and IPV6_DEFAULTGW, which may name a device behind a `%`. */
function gatewaysIn(inventory: Inventory, host: ReadHost): readonly string[] {
  const common = parseIfcfg(host.readText('/etc/sysconfig/network') ?? '')
  const keys = ['GATEWAY', ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(index => `GATEWAY${index}`), 'IPV6_DEFAULTGW']
  return keys.flatMap(key =>
    [agreedValue(common, key), ...inventory.entries.map(entry => lookUp(entry, key))].flatMap(value =>
      value === undefined ? [] : [value.replace(/%.*$/, '')]
    )
  )
}

/**
 * Whether a lease of a device is for an address. dhclient of EL6 sets addresses without a lifetime, so nothing else tells
 * them from those that somebody added (ifup-eth: dhclient-<device>.leases, dhclient-<uuid>-<device>.lease).
 */
function hasLease(host: ReadHost, device: string, address: string): boolean {
  const folders = ['/var/lib/dhclient', '/var/lib/NetworkManager']
  return folders.some(folder =>
    host
      .list(folder)
      .filter(name => name.endsWith(`-${device}.lease`) || name.endsWith(`-${device}.leases`))
      .some(name => leasesIn(host.readText(`${folder}/${name}`) ?? '').includes(address))
  )
}

/** `fixed-address 10.0.2.15;` of dhclient.leases(5), `ADDRESS=10.0.2.15` of NetworkManager's own client. */
function leasesIn(text: string): readonly string[] {
  return text.split('\n').flatMap(line => {
    const address = /^\s*fixed-address\s+([^;\s]+)\s*;/.exec(line)?.[1] ?? /^ADDRESS=(\S+)/.exec(line)?.[1]
    return address === undefined ? [] : [address]
  })
}
