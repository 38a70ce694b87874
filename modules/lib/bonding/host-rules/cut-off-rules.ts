// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type Step, stepText } from '../../change/step.ts'
import { canonicalAddress } from '../../ip-address.ts'
import { addressesIn, isDynamic } from '../file-addresses.ts'
import { deviceOf, type IfcfgEntry, type Inventory, isBroughtUp, lookUp } from '../inventory.ts'
import { masterOf } from '../plan/masters.ts'
import { carriersOf, linkedTo } from './linked-devices.ts'
import { touchedBy } from './touched-devices.ts'

export interface CutOffCheck {
  readonly plan: { readonly forward: readonly Step[]; readonly devices: readonly string[] }
  /** The files that are in force, and those of the change. */
  readonly before: Inventory
  readonly after: Inventory
  /** The connection in use: the address of this host in it, and the device that has it. */
  readonly connection: { readonly server: string; readonly device: string | undefined } | undefined
  readonly networkRoot: string | 'unknown' | undefined
  /** In seconds, 0 for none. */
  readonly rollbackTimeout: number
}

/**
 * What nobody could mend any more from afar, unless the task says force: the address of the connection in use taken for good,
 * or the device taken down over which the root file system is reached, whose loss stops the way back as well.
 */
export function cutOffProblems(check: CutOffCheck): readonly string[] {
  return [...connectionProblems(check), ...rootProblems(check)]
}

function connectionProblems({ plan, before, after, connection, rollbackTimeout }: CutOffCheck): readonly string[] {
  if (rollbackTimeout > 0 || connection === undefined) return []
  const { server } = connection
  const device = connection.device ?? before.entries.filter(entry => gives(entry, server)).map(deviceOf)[0]
  if (device === undefined) return []
  const step = plan.forward.find(candidate =>
    isTouched(candidate, carriersOf([before, after], device), [before, after])
  )
  if (step === undefined || keepsAddress({ plan, before, after }, device, server)) return []
  return [
    `rollback_timeout: 0 leaves no way back, and the change takes the address ${server} of ${device}, over which this host is ` +
      `connected now (step: ${stepText(step)}): no file of a device that is brought up gives it afterwards; ` +
      'set rollback_timeout, or force: true if the host is reached by another way'
  ]
}

type Files = Pick<CutOffCheck, 'plan' | 'before' | 'after'>

/** Given by a file to any device that comes up, or left to DHCP or to router advertisements before and after. */
function keepsAddress({ plan, before, after }: Files, device: string, server: string): boolean {
  const comesUp = (entry: IfcfgEntry): boolean =>
    isBroughtUp(entry) || plan.forward.some(step => isUpStep(step) && isTouched(step, [deviceOf(entry)], [after]))
  const isGiven = after.entries.some(
    entry => gives(entry, server) && comesUp(entry) && masterOf(after, entry) === undefined
  )
  if (isGiven) return true
  const isLeft = ({ entries }: Inventory): boolean =>
    entries.some(entry => deviceOf(entry) === device && leavesOpen(entry, server) && !gives(entry, server))
  return isLeft(before) && isLeft(after) && after.entries.some(entry => deviceOf(entry) === device && comesUp(entry))
}

function isUpStep({ type }: Step): boolean {
  return type === 'ifup' || type === 'activate' || type === 'reapply'
}

function gives(entry: IfcfgEntry, server: string): boolean {
  const isIpv4 = !server.includes(':')
  if (isIpv4 && isDynamic(entry)) return false
  return addressesIn(entry).some(({ address }) => canonicalAddress(address) === canonicalAddress(server))
}

/** IPv6: sysconfig.txt (IPV6_AUTOCONF is on unless it is said, link-local addresses come with the link). */
function leavesOpen(entry: IfcfgEntry, server: string): boolean {
  if (!server.includes(':')) return isDynamic(entry)
  const says = (key: string, value: RegExp): boolean => value.test(lookUp(entry, key) ?? '')
  if (says('IPV6INIT', /^(?:no|n|false|0|off)$/i)) return false
  return /^fe80:/i.test(server) || says('DHCPV6C', /^yes$/i) || !says('IPV6_AUTOCONF', /^(?:no|n|false|0|off)$/i)
}

function rootProblems({ plan, before, after, networkRoot }: CutOffCheck): readonly string[] {
  if (networkRoot === undefined) return []
  const linked = networkRoot === 'unknown' ? 'all' : linkedTo([before, after], networkRoot)
  const steps = plan.forward.filter(step => isTouched(step, linked, [before, after]))
  const texts = steps.map(stepText).filter((text): text is string => text !== undefined)
  if (texts.length === 0) return []
  const device = networkRoot === 'unknown' ? 'a device that cannot be told' : networkRoot
  return [
    `the root file system of this host is on the network, over ${device}, and the change takes that down (${texts.join('; ')}): ` +
      'without it nothing runs that could go back, whatever rollback_timeout is; write the files without applying them and ' +
      'reboot, or set force: true'
  ]
}

function isTouched(step: Step, devices: readonly string[] | 'all', files: readonly Inventory[]): boolean {
  const touched = touchedBy(step, files)
  if (touched === 'all') return true
  return devices === 'all' ? touched.length > 0 : touched.some(device => devices.includes(device))
}
