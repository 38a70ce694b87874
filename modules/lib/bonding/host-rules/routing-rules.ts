// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { FileChange } from '../../change/file-change.ts'
import type { ReadHost } from '../../host/host.ts'
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { canonicalAddress, canonicalNetwork } from '../../ip-address.ts'
import { scriptsFolder } from '../inventory.ts'
import { isLinkLocal } from '../ipv6.ts'
import { agreedValue } from '../plan/edits.ts'
import { plannedFile } from '../plan/planned-file.ts'
import { familyOfRoute, type Route } from '../routing/route.ts'
import { type FileNetwork, networksOf } from './file-networks.ts'
import type { ReaderProblem } from './ipv6-rules.ts'

/** Where NetworkManager's dispatcher script for rule- and route- files may lie (NetworkManager-dispatcher-routing-rules). */
const dispatchers = ['/etc', '/usr/lib'].map(folder => `${folder}/NetworkManager/dispatcher.d/10-ifcfg-rh-routes.sh`)

/** What the readers would refuse or ignore of the routes and rules that a task names, by the planned files. */
export function routingProblems(
  host: ReadHost,
  bond: Partial<BondOptions>,
  files: readonly FileChange[]
): readonly ReaderProblem[] {
  const { routes = [], name = '' } = bond
  const file = plannedFile(files, name)
  const problems = routes.flatMap((route, index) =>
    routeProblems(`${name}: routes[${index}]`, route, { file, direct: directOf(routes) })
  )
  return [...ruleFileProblems(host, bond, files), ...familyProblems(bond, file), ...problems]
}

/** has_complex_routes() in NetworkManager's ifcfg-rh reader: with such a file, it reads no routes at all. */
function ruleFileProblems(
  host: ReadHost,
  { name = '', routes, rules }: Partial<BondOptions>,
  files: readonly FileChange[]
): readonly ReaderProblem[] {
  const isLeft = (path: string): boolean => {
    const change = files.find(file => file.path === path)
    return change === undefined ? host.readText(path) !== undefined : change.after !== undefined
  }
  const suffix = files.find(file => file.device === name && file.path.includes('/ifcfg-'))?.path.split('/ifcfg-')[1]
  const path = ['rule', 'rule6'].map(kind => `${scriptsFolder}/${kind}-${suffix ?? name}`).find(isLeft)
  if (
    path === undefined ||
    (routes ?? rules) === undefined ||
    dispatchers.some(each => host.fileType(each) !== undefined)
  )
    return []
  const why = `NetworkManager reads no rules from ${path}, and no routes either while it is there`
  const remedy =
    rules === undefined || rules.length === 0
      ? 'remove it (rules: [])'
      : 'give rules: [] and the rules as ROUTING_RULE_1="priority 100 from 192.0.2.0/24 table 100" in ifcfg (NetworkManager 1.26), or nm_controlled: false'
  const message = `${name}: ${rules === undefined ? 'routes' : 'rules'}: ${why}; ${remedy}`
  return [{ reader: 'networkmanager', message }]
}

/** The methods disabled of IPv4 and ignore of IPv6, which take no routes (make_ip4_setting(), make_ip6_setting()). */
function familyProblems({ name, routes = [] }: Partial<BondOptions>, file: IfcfgFile): readonly ReaderProblem[] {
  const has = (family: string): boolean => routes.some(route => familyOfRoute(route) === family)
  const isOff4 = networksOf(file, '4').length === 0 && !isDynamic(file)
  const isOff6 = !/^(?:yes|y|true|t|1)$/i.test(agreedValue(file, 'IPV6INIT') ?? '')
  return [
    ...(has('4') && isOff4
      ? [`${name}: routes: NetworkManager reads IPv4 routes only of a bond with IPv4 addresses; give ipaddr`]
      : []),
    ...(has('6') && isOff6
      ? [`${name}: routes: NetworkManager leaves IPv6 alone without IPV6INIT=yes, routes included; give ipv6init: true`]
      : [])
  ].map((message): ReaderProblem => ({ reader: 'networkmanager', message }))
}

interface Surroundings {
  readonly file: IfcfgFile
  /** Networks that other routes put on the link. */
  readonly direct: readonly FileNetwork[]
}

function directOf(routes: readonly Route[]): readonly FileNetwork[] {
  return routes.flatMap(({ to = '', via, type = 'unicast' }) => {
    const [address = '', length] = to.split('/')
    const prefix = length === undefined ? (to.includes(':') ? 128 : 32) : Number(length)
    if (via !== undefined || type !== 'unicast' || to === 'default') return []
    return [{ address, prefix, network: canonicalNetwork(address, prefix) }]
  })
}

function routeProblems(at: string, route: Route, { file, direct }: Surroundings): readonly ReaderProblem[] {
  const family = familyOfRoute(route) ?? '4'
  const networks = networksOf(file, family)
  const { via, src, table, onlink } = route
  const problems: ReaderProblem[] = []
  if (table !== undefined && !/^[0-9]+$/.test(table))
    problems.push({
      reader: 'networkmanager',
      message: `${at}: NetworkManager knows tables by number only and ignores the route with table=${table}; give its number`
    })
  const isOpen = family === '4' ? isDynamic(file) : agreedValue(file, 'IPV6_AUTOCONF') !== 'no'
  if (isOpen) return problems
  if (via !== undefined && onlink !== true && !isReached(via, [...networks, ...direct]))
    problems.push({
      reader: 'initscripts',
      message:
        `${at}: via=${via} lies outside of the networks of the bond, so that the kernel refuses the route; give a gateway in one ` +
        'of them, or onlink: true'
    })
  if (src !== undefined && !networks.some(({ address }) => address === canonicalAddress(src)))
    problems.push({
      reader: 'initscripts',
      message: `${at}: src=${src} is no address of the bond, so that the kernel refuses the route; give one of its addresses`
    })
  return problems
}

function isReached(via: string, networks: readonly FileNetwork[]): boolean {
  const address = canonicalAddress(via)
  return isLinkLocal(address) || networks.some(({ network, prefix }) => canonicalNetwork(address, prefix) === network)
}

function isDynamic(file: IfcfgFile): boolean {
  return /^(?:dhcp|bootp)$/i.test(agreedValue(file, 'BOOTPROTO') ?? '')
}
