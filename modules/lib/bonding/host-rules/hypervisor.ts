// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../../host/host.ts'

/** What the firmware says that a host is (DMI, which not every architecture has). */
export interface Hypervisor {
  readonly product: string | undefined
  /** Whose guest it is; `undefined` for hardware and for a hypervisor that is not known here. */
  readonly kind: string | undefined
  /** Whether that drops frames with a MAC address other than the adapter's, unless it is told otherwise. */
  readonly filters: boolean
}

/**
 * Asks for the product first: vendors' names such as Oracle and Microsoft also stand on real hardware of theirs. The words are
 * those of systemd (detect_vm_dmi_vendor() in src/basic/virt.c), for Hyper-V the name of its product.
 */
export function hypervisorOf(host: ReadHost): Hypervisor {
  const read = (name: string): string => (host.readText(`/sys/class/dmi/id/${name}`) ?? '').trim()
  const [product, vendor] = [read('product_name'), read('sys_vendor')]
  const found =
    products.find(({ pattern }) => pattern.test(product)) ?? vendors.find(({ pattern }) => pattern.test(vendor))
  return { product: product === '' ? undefined : product, kind: found?.kind, filters: found?.filters ?? false }
}

interface Name {
  readonly pattern: RegExp
  readonly kind: string
  readonly filters: boolean
}

const products: readonly Name[] = [
  { pattern: /^VirtualBox/, kind: 'VirtualBox', filters: true },
  { pattern: /^VMware/, kind: 'VMware', filters: true },
  { pattern: /^Virtual Machine/, kind: 'Hyper-V', filters: true },
  { pattern: /^KVM/, kind: 'KVM', filters: false }
]

/** Of those that make no hardware. */
const vendors: readonly Name[] = [
  { pattern: /^VMware/, kind: 'VMware', filters: true },
  { pattern: /^QEMU/, kind: 'QEMU', filters: false },
  { pattern: /^Xen/, kind: 'Xen', filters: false },
  { pattern: /^Bochs/, kind: 'Bochs', filters: false },
  { pattern: /^Parallels/, kind: 'Parallels', filters: false },
  { pattern: /^BHYVE/, kind: 'bhyve', filters: false }
]
