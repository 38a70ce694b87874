// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { hypervisorOf } from '../bonding/host-rules/hypervisor.ts'
import type { ReadHost } from '../host/host.ts'

/** What the virtual machine around a host means for its bonds; keys as results have them. */
export interface VirtualizationInfo {
  readonly product: string | undefined
  readonly kind: string | undefined
  /** The bonding option to give, `undefined` where there is nothing to advise. */
  readonly advice: string | undefined
  readonly reason: string
}

/** Asks DMI; its strings may be changed by the owner of the machine. */
export function virtualizationInfo(host: ReadHost): VirtualizationInfo {
  const { product, kind, filters } = hypervisorOf(host)
  return {
    product,
    kind,
    advice: filters ? 'fail_over_mac=active' : undefined,
    reason: reasonFor({ product, kind, filters })
  }
}

function reasonFor({ product, kind, filters }: ReturnType<typeof hypervisorOf>): string {
  if (product === undefined && kind === undefined)
    return 'this host has no DMI that names a product, so nothing is known of a hypervisor'
  if (kind === undefined) return `${product} is none of the hypervisors that are known here`
  if (!filters)
    return `whether ${kind} lets frames with another MAC address pass is up to its host; if failing over cuts this host off, give fail_over_mac=active`
  return (
    `${kind} drops frames with a MAC address other than the adapter's${permissions.get(kind) ?? ''}; in mode active-backup, ` +
    'fail_over_mac=active leaves every port its own address'
  )
}

/** vSphere's manual; the guide on VirtualBox names no setting of it; Set-VMNetworkAdapter of Hyper-V. */
const permissions: ReadonlyMap<string, string> = new Map([
  ['VMware', ' unless MAC address changes and forged transmits are accepted'],
  ['Hyper-V', ' unless MacAddressSpoofing is on']
])
