// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../../host/host.ts'
import { namedValue } from '../bonding-opts.ts'
import { isBefore } from '../kernel-release.ts'
import { type BondingOption, bondingOptions } from '../options.ts'
import type { Findings } from './check-host.ts'
import { type DriverFacts, knownDriver } from './known-driver.ts'

/** A parameter that the task names, as the module will get it. */
interface Wish {
  readonly option: BondingOption
  readonly value: string
}

/**
 * Whether this host's driver knows parameters and values: an error only where the source of exactly its build was read, else a
 * warning that says that it is a guess. It does not load with a value that it does not know (bond_check_params()).
 */
export function checkRelease(
  host: ReadHost,
  effective: ReadonlyMap<string, string | undefined>,
  named: readonly string[]
): Findings {
  if (host.root !== '/') return { problems: [], warnings: [] }
  const facts = knownDriver(host)
  const wishes = bondingOptions.flatMap((option): readonly Wish[] => {
    const value = named.includes(option.name) ? effective.get(option.name) : undefined
    return value === undefined ? [] : [{ option, value }]
  })
  return {
    problems: wishes.flatMap(wish => unknownToBuild(wish, facts)),
    warnings: wishes.flatMap(wish => unknownToRelease(wish, facts))
  }
}

function unknownToBuild({ option, value }: Wish, { build }: DriverFacts): readonly string[] {
  if (build === undefined) return []
  const at = `options: ${option.name}: the driver of Linux ${build}`
  if (option.notIn.includes(build)) return [`${at} does not have it; remove it`]
  return namedValue(option, value)?.notIn?.includes(build) === true
    ? [`${at} does not load with ${value}; choose another value`]
    : []
}

function unknownToRelease({ option, value }: Wish, { build, release }: DriverFacts): readonly string[] {
  if (build !== undefined || release === undefined) return []
  const known = namedValue(option, value)
  const [since] = [option.since, known?.since].filter(each => each !== undefined && isBefore(release, each))
  const until = known?.until === undefined || isBefore(release, known.until) ? undefined : known.until
  if (since === undefined && until === undefined) return []
  const age = since === undefined ? `was taken away in about Linux ${until}` : `came with about Linux ${since}`
  return [
    `options: ${option.name}=${value} ${age}, and this host runs ${release}; that is a guess from the version: a driver that ` +
      'does not know it does not load'
  ]
}
