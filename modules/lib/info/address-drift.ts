// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { isDynamic } from '../bonding/file-addresses.ts'
import { type IfcfgEntry, isFalse, lookUp } from '../bonding/inventory.ts'
import { agreedValue } from '../bonding/plan/edits.ts'
import { missingAddresses } from '../bonding/verify/missing-addresses.ts'
import type { ReadHost } from '../host/host.ts'
import { parseIfcfg } from '../ifcfg/parse-ifcfg.ts'
import { canonicalAddress } from '../ip-address.ts'
import type { KernelBond } from './kernel-bond.ts'

/** What a file says for a key, and what the kernel has instead. */
export interface KeyDrift {
  readonly key: string
  readonly file: string
  readonly kernel: string | undefined
}

/**
 * The addresses and gateways of a bond's file that the kernel lacks. What the kernel has besides is no drift: DHCP, router
 * advertisements, clusters and people add to it. DNS servers are not compared, since no part of the kernel has them, and who
 * writes resolv.conf differs from host to host.
 */
export function addressDrift(host: ReadHost, entry: IfcfgEntry, kernel: KernelBond): readonly KeyDrift[] {
  const missing = kernel.addresses === undefined ? [] : missingAddresses(entry, kernel.addresses)
  return [
    ...missing.map(({ address, prefix, present }) => ({
      key: address.includes(':') ? 'IPV6ADDR' : 'IPADDR',
      file: `${address}/${prefix}`,
      kernel: present.length === 0 ? undefined : present.join(' ')
    })),
    ...gatewayDrift(host, entry, kernel)
  ]
}

function gatewayDrift(host: ReadHost, entry: IfcfgEntry, { name, gateways }: KernelBond): readonly KeyDrift[] {
  if (gateways === undefined || !isDefaultRoute(host, entry, name)) return []
  const given = [
    isDynamic(entry) ? undefined : 'GATEWAY',
    isFalse(lookUp(entry, 'IPV6INIT')) ? undefined : 'IPV6_DEFAULTGW'
  ]
  return given
    .map(key => ({ key, file: key === undefined ? undefined : lookUp(entry, key) }))
    .filter((one): one is { readonly key: string; readonly file: string } => one.file !== undefined)
    .filter(({ file }) => !gateways.map(canonicalAddress).includes(canonicalAddress(file)))
    .map(({ key, file }) => {
      const others = gateways.filter(address => address.includes(':') === file.includes(':'))
      return { key, file, kernel: others.length === 0 ? undefined : others.join(' ') }
    })
}

/** DEFROUTE=no, and a GATEWAYDEV that is another device, leave the gateway of a file out (ifup-eth). */
function isDefaultRoute(host: ReadHost, entry: IfcfgEntry, bond: string): boolean {
  const common = parseIfcfg(host.readText('/etc/sysconfig/network') ?? '')
  const device = lookUp(entry, 'GATEWAYDEV') ?? agreedValue(common, 'GATEWAYDEV') ?? ''
  return !isFalse(lookUp(entry, 'DEFROUTE')) && (device === '' || device === bond)
}
