// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../../host/host.ts'
import { parseProcBonding } from '../../proc-bonding/parse-proc-bonding.ts'
import type { ProcBond } from '../../proc-bonding/proc-bond.ts'

/** A bond as the kernel has it. */
export interface RunningBond {
  readonly isUp: boolean
  readonly mode: string
  readonly ports: readonly string[]
  readonly activePort: string | undefined
  /** `up`, `down`, or for a port during a delay `going down` or `going back`; `unknown` where it cannot be read. */
  readonly miiStatus: string
  portStatus(port: string): string
  /** All that /proc/net/bonding says of it. */
  readonly proc: ProcBond
}

/** The text of one option of a bond in sysfs, `undefined` where the driver has no such option. */
export function optionText(host: ReadHost, bond: string, option: string): string | undefined {
  const path = `/sys/class/net/${bond}/bonding/${option}`
  return /^[a-z_]+$/.test(option) && host.fileType(path) === 'file' ? host.readText(path)?.trim() : undefined
}

/**
 * Reads /sys/class/net and /proc/net/bonding, which alone has the status of a port on every driver. `undefined` where the
 * kernel has no such bond.
 */
export function readRunningBond(host: ReadHost, bond: string): RunningBond | undefined {
  if (host.fileType(`/sys/class/net/${bond}/bonding`) !== 'folder') return undefined
  const proc = parseProcBonding(host.readText(`/proc/net/bonding/${bond}`) ?? '')
  const flags = Number(host.readText(`/sys/class/net/${bond}/flags`) ?? '0')
  const active = optionText(host, bond, 'active_slave')
  return {
    isUp: flags % 2 === 1,
    mode: (optionText(host, bond, 'mode') ?? '').split(' ')[0] ?? '',
    ports: (optionText(host, bond, 'slaves') ?? '').split(/\s+/).filter(port => port !== ''),
    activePort: active === '' ? undefined : active,
    miiStatus: proc.miiStatus ?? 'unknown',
    portStatus: port => proc.ports.find(({ name }) => name === port)?.miiStatus ?? 'unknown',
    proc
  }
}
