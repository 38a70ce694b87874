// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { FileChange } from '../../change/file-change.ts'
import type { ReadHost } from '../../host/host.ts'
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { classPrefix, isIpv4, networkOf } from '../ipv4.ts'
import { prefixIn } from '../plan/address-edits.ts'
import { agreedValue } from '../plan/edits.ts'
import { plannedFile } from '../plan/planned-file.ts'
import type { Findings } from './check-host.ts'
import { domainProblems } from './domain-rules.ts'
import { ipv6GatewayProblems, type ReaderProblem } from './ipv6-rules.ts'
import { type Provider, providerOf, readProviders } from './provider.ts'
import { routingProblems } from './routing-rules.ts'

/** What the addresses of a bond's file will come to, as far as the task names any of them. */
export function checkFinalAddresses(
  host: ReadHost,
  bond: Partial<BondOptions>,
  files: readonly FileChange[]
): Findings {
  const file = plannedFile(files, bond.name)
  const warnings: string[] = []
  const problems: string[] = []
  const ofReaders: ReaderProblem[] = [
    ...ipv6GatewayProblems(bond, file),
    ...routingProblems(host, bond, files),
    ...domainProblems(bond, file)
  ]
  const index = agreedValue(file, 'IPADDR') === undefined ? '0' : ''
  const ipaddr = agreedValue(file, `IPADDR${index}`)
  const prefix = prefixIn(file, index)
  if (bond.ipaddr !== undefined && prefix === undefined)
    warnings.push(
      `${bond.name}: ipaddr=${bond.ipaddr} has neither prefix nor netmask; readers guess /${classPrefix(bond.ipaddr)} from the class of ` +
        'the address: give prefix'
    )
  if (bond.ipaddr === undefined && ipaddr === undefined && (bond.prefix ?? bond.netmask) !== undefined)
    warnings.push(
      `${bond.name}: ${bond.prefix === undefined ? 'netmask' : 'prefix'} has no address to go with; give ipaddr too`
    )
  if ((bond.ipaddr_secondaries ?? []).length > 0 && ipaddr === undefined)
    warnings.push(
      `${bond.name}: ipaddr_secondaries has no first address to go with, which initscripts take for GATEWAY; give ipaddr too`
    )
  if (bond.dns !== undefined && bond.dns.length > 3)
    warnings.push(
      `${bond.name}: dns has ${bond.dns.length} servers; the resolver asks three (resolv.conf(5)), initscripts of EL6 write two`
    )
  if (
    bond.gateway !== undefined ||
    bond.ipaddr !== undefined ||
    bond.prefix !== undefined ||
    bond.netmask !== undefined
  ) {
    const message = gatewayProblem({ name: bond.name ?? '', ipaddr, prefix, gateway: agreedValue(file, 'GATEWAY') })
    if (message !== undefined) ofReaders.push({ reader: 'initscripts', message })
  }
  const reader = ofReaders.length === 0 ? undefined : readerOf(host, file)
  for (const problem of ofReaders)
    if (problem.reader === reader) problems.push(problem.message)
    else if (problem.reader === 'initscripts' || reader === undefined) warnings.push(problem.message)
  return { problems, warnings }
}

interface GatewayCheck {
  readonly name: string
  readonly ipaddr: string | undefined
  readonly prefix: number | undefined
  readonly gateway: string | undefined
}

/** ifup-eth sets the default route only if `ipcalc --network` puts the gateway into the bond's own network. */
function gatewayProblem({ name, ipaddr, prefix, gateway }: GatewayCheck): string | undefined {
  if (gateway === undefined || !isIpv4(gateway)) return undefined
  if (ipaddr === undefined)
    return `${name}: gateway=${gateway} has no address to go with, initscripts ignore it; give ipaddr and prefix`
  if (!isIpv4(ipaddr)) return undefined
  const length = prefix ?? classPrefix(ipaddr)
  if (networkOf(ipaddr, length) === networkOf(gateway, length)) return undefined
  return (
    `${name}: gateway=${gateway} lies outside of ${networkOf(ipaddr, length)}/${length}, the network of the bond; initscripts set no default ` +
    'route then, without a word: give a gateway in that network, or correct ipaddr and prefix'
  )
}

/** Who is in charge of a bond on this host; with another root than `/` that is not asked. */
function readerOf(host: ReadHost, file: IfcfgFile): Provider | undefined {
  return host.root === '/' ? providerOf(readProviders(host), file) : undefined
}
