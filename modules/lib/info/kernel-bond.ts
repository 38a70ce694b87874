// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { NormalValue } from '../bonding/bonding-opts.ts'
import { kernelDevice } from '../bonding/steps/kernel-device.ts'
import type { LiveNetwork, Located } from '../change/live-network.ts'
import type { ReadHost } from '../host/host.ts'
import { parseProcBonding } from '../proc-bonding/parse-proc-bonding.ts'
import type { ProcBond } from '../proc-bonding/proc-bond.ts'
import { type DeviceInfo, deviceInfo } from './device-info.ts'
import { kernelOptions } from './kernel-options.ts'
import { sysText } from './sys-text.ts'

/** A bond of the kernel. */
export interface KernelBond {
  readonly name: string
  /** `mode` among them. */
  readonly options: ReadonlyMap<string, NormalValue>
  readonly device: DeviceInfo
  readonly ports: readonly string[]
  readonly activePort: string | undefined
  readonly miiStatus: string | undefined
  /** With their prefixes; `undefined` while it has no link. */
  readonly addresses: readonly string[] | undefined
  /** Of default routes over it. */
  readonly gateways: readonly string[] | undefined
  readonly proc: ProcBond
}

/** The names of the kernel's bonds: by sysfs, and by /proc where sysfs shows another network namespace. */
export function kernelBondNames(host: ReadHost): readonly string[] {
  const devices = host.list('/sys/class/net')
  const folders = devices.filter(name => host.fileType(`/sys/class/net/${name}`) === 'folder')
  const bonds = folders.filter(name => host.fileType(`/sys/class/net/${name}/bonding`) === 'folder')
  return [...new Set([...bonds, ...host.list('/proc/net/bonding')])].sort()
}

/** Reads a bond; `undefined` where the kernel has none of that name. */
export function readKernelBond(host: ReadHost, network: LiveNetwork | undefined, name: string): KernelBond | undefined {
  const text = sysText(host, `/proc/net/bonding/${name}`)
  const { isBond, ports } = kernelDevice(host, name)
  if (!isBond && text === undefined) return undefined
  const proc = parseProcBonding(text ?? '')
  const folder = `/sys/class/net/${name}/bonding`
  const shown = (file: string): string | undefined => (isBond ? sysText(host, `${folder}/${file}`) : undefined)
  const device = deviceInfo(host, name)
  const active = shown('active_slave') ?? proc.activePort
  return {
    name,
    options: kernelOptions(host, name, proc),
    device,
    ports: isBond ? ports : proc.ports.map(port => port.name),
    activePort: active === '' ? undefined : active,
    miiStatus: proc.miiStatus ?? shown('mii_status'),
    addresses: device.carrier === true ? locatedOn(name, network?.addresses) : undefined,
    gateways: locatedOn(name, network?.gateways),
    proc
  }
}

function locatedOn(name: string, located: readonly Located[] | undefined): readonly string[] | undefined {
  return located?.filter(({ device }) => device === name).map(({ address }) => address)
}

/** The LACP part of a bond in mode 802.3ad; keys as results have them. */
export interface LacpInfo {
  readonly aggregator_id: number | undefined
  readonly ports: number | undefined
  readonly actor_key: number | undefined
  readonly partner_key: number | undefined
  readonly partner_mac: string | undefined
  readonly system_priority: number | undefined
  readonly system_mac: string | undefined
}

/** `undefined` in other modes. */
export function lacpInfo({ options, proc }: KernelBond): LacpInfo | undefined {
  if (options.get('mode') !== '802.3ad') return undefined
  const { systemPriority, systemMac } = proc
  const aggregator = proc.aggregator === 'none' ? undefined : proc.aggregator
  return {
    aggregator_id: aggregator?.id,
    ports: aggregator?.ports,
    actor_key: aggregator?.actorKey,
    partner_key: aggregator?.partnerKey,
    partner_mac: aggregator?.partnerMac,
    system_priority: systemPriority,
    system_mac: systemMac
  }
}
