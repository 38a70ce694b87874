// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { hasOption, knownDriver } from '../bonding/host-rules/known-driver.ts'
import { bondingOptions } from '../bonding/options.ts'
import type { ReadHost } from '../host/host.ts'
import type { BothBonds } from './bond-info.ts'
import { sysText } from './sys-text.ts'

/** The driver of a running host; keys as results have them. */
export interface DriverInfo {
  readonly loaded: boolean
  readonly version: string | undefined
  readonly kernel: string | undefined
}

/** Whether the bonding driver is there. In newer kernels its version is theirs, and only the file of a bond shows it (bond_version). */
export function driverInfo(host: ReadHost, bonds: readonly BothBonds[]): DriverInfo {
  const isThere = (path: string): boolean => host.realPath(path) !== undefined
  return {
    loaded: ['/sys/module/bonding', '/sys/class/net/bonding_masters', '/proc/net/bonding'].some(isThere),
    version:
      sysText(host, '/sys/module/bonding/version') ??
      /^v(\S+)/.exec(bonds.find(({ kernel }) => kernel !== undefined)?.kernel?.proc.version ?? '')?.[1],
    kernel: sysText(host, '/proc/sys/kernel/osrelease')
  }
}

/** For every option of the table whether this host's driver has it; a guess from a version is none. */
export function capabilities(host: ReadHost): ReadonlyMap<string, 'yes' | 'no' | 'unknown'> {
  const facts = knownDriver(host)
  return new Map(
    bondingOptions.map(option => {
      const has = hasOption(option, facts)
      return [option.name, has === undefined ? 'unknown' : has ? 'yes' : 'no'] as const
    })
  )
}
