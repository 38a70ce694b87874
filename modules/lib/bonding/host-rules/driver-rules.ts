// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import type { BondOptions } from '#generated/bond'
import { flatMap } from '../../flat-map.ts'
import type { ReadHost } from '../../host/host.ts'
import { givenOpts } from '../bond-input.ts'
import { type BondingOption, bondingOptions, type KnownDriver } from '../options.ts'
import type { Findings } from './check-host.ts'
import { knownDriver } from './known-driver.ts'

/**
 * Whether this host's driver has the options: an error only where the driver says so itself (the files of a bond in sysfs)
 * or where the source of exactly this build was read. Any other guess from a version would be wrong on vendors' kernels.
 */
export function checkDriver(host: ReadHost, bond: Partial<BondOptions>): Findings {
  const given = givenOpts(bond)
  if (given.size === 0) return { problems: [], warnings: [] }
  const { attributes, build } = knownDriver(host)
  const problems = flatMap(
    bondingOptions.filter(({ name }) => given.has(name)),
    option => [
      ...missingAttribute(option, attributes),
      ...missingIn({ option, driver: build, value: String(given.get(option.name)) })
    ]
  )
  return { problems, warnings: [] }
}

function missingAttribute({ name }: BondingOption, attributes: readonly string[] | undefined): readonly string[] {
  return attributes === undefined || attributes.includes(name)
    ? []
    : [`${name}: the bonding driver of this host does not have this option (no such file in sysfs); remove it`]
}

interface Known {
  readonly option: BondingOption
  readonly driver: KnownDriver | undefined
  readonly value: string
}

function missingIn({ option, driver, value }: Known): readonly string[] {
  if (driver === undefined) return []
  if (option.notIn.includes(driver))
    return [`${option.name}: the bonding driver of Linux ${driver} does not have this option; remove it`]
  const named =
    option.kind.type === 'named'
      ? option.kind.values.find(({ name, id }) => name === value || String(id) === value)
      : undefined
  return named?.notIn?.includes(driver) === true
    ? [`${option.name}: the bonding driver of Linux ${driver} does not know ${value}; choose another value`]
    : []
}
