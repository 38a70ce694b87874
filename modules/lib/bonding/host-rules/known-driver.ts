// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../../host/host.ts'
import { kernelRelease } from '../kernel-release.ts'
import type { BondingOption, KnownDriver } from '../options.ts'

/** What there is to know for certain of a host's driver. */
export interface DriverFacts {
  /** The files in /sys/class/net/<bond>/bonding of some bond, `undefined` where there is no bond. */
  readonly attributes: readonly string[] | undefined
  /** The build, where its source was read. */
  readonly build: KnownDriver | undefined
  /** The release of the kernel, for guesses. */
  readonly release: string | undefined
}

/** Asks sysfs and the release of the kernel. */
export function knownDriver(host: ReadHost): DriverFacts {
  const release = kernelRelease(host)
  return { attributes: bondAttributes(host), build: knownBuild(release), release }
}

/** Whether a driver has an option; `undefined` where only a guess from a version could tell, which vendors' backports make wrong. */
export function hasOption({ name, notIn }: BondingOption, { attributes, build }: DriverFacts): boolean | undefined {
  if (attributes !== undefined) return attributes.includes(name)
  return build === undefined ? undefined : !notIn.includes(build)
}

/** The build of a release, where its source was read; 7.1.80 is not 7.1.8. */
export function knownBuild(release: string | undefined): KnownDriver | undefined {
  const isOf = (start: string): boolean =>
    release?.startsWith(start) === true && !/^[0-9]/.test(release.slice(start.length))
  return knownReleases.find(([start]) => isOf(start))?.[1]
}

/** Kernel releases whose driver's source was read, as /proc/sys/kernel/osrelease begins. */
const knownReleases: readonly (readonly [string, KnownDriver])[] = [
  ['2.6.32-642.6.2.el6.', '2.6.32-642.6.2.el6'],
  ['2.6.39.3', '2.6.39.3'],
  ['7.1.8', '7.1.8']
]

/** The driver puts a file of its own among the devices, bonding_masters. */
function bondAttributes(host: ReadHost): readonly string[] | undefined {
  for (const name of host.list('/sys/class/net')) {
    if (host.fileType(`/sys/class/net/${name}`) !== 'folder') continue
    const attributes = host.list(`/sys/class/net/${name}/bonding`)
    if (attributes.length > 0) return attributes
  }
  return undefined
}
