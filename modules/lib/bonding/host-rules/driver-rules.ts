// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { ReadHost } from '../../host/host.ts'
import { givenOpts } from '../bond-input.ts'
import { givenText, modeId, namedValue } from '../bonding-opts.ts'
import { isBefore } from '../kernel-release.ts'
import { type BondingOption, bondingOptions } from '../options.ts'
import type { Findings } from './check-host.ts'
import { type DriverFacts, knownDriver } from './known-driver.ts'

/**
 * Whether this host's driver has the options and their values: an error only where the driver says so itself (the files of a
 * bond in sysfs) or where the source of exactly this build was read. What a release of Linux makes likely is a warning that
 * says so, since vendors backport.
 */
export function checkDriver(host: ReadHost, bond: Partial<BondOptions>): Findings {
  const given = givenOpts(bond)
  if (given.size === 0) return { problems: [], warnings: [] }
  const facts = knownDriver(host)
  const wishes = bondingOptions.flatMap((option): readonly Wish[] => {
    const value = given.get(option.name)
    return value === undefined ? [] : [{ option, value: givenText(value), mode: modeId(bond.mode) }]
  })
  const problems = wishes.map(wish => certainly(wish, facts))
  const guesses = wishes.filter((_, index) => problems[index] === undefined).map(wish => probably(wish, facts))
  return { problems: problems.filter(isText), warnings: guesses.filter(isText).map(text => `${bond.name}: ${text}`) }
}

/** One option of the task. */
interface Wish {
  readonly option: BondingOption
  readonly value: string
  readonly mode: number | undefined
}

function certainly({ option, value, mode }: Wish, { attributes, build }: DriverFacts): string | undefined {
  const { name, notIn, modesIn } = option
  if (attributes !== undefined && !attributes.includes(name))
    return `${name}: the bonding driver of this host does not have this option (no such file in sysfs); remove it`
  if (build === undefined) return undefined
  if (attributes === undefined && notIn.includes(build))
    return `${name}: the bonding driver of Linux ${build} does not have this option; remove it`
  if (namedValue(option, value)?.notIn?.includes(build) === true)
    return `${name}: the bonding driver of Linux ${build} does not know ${value}; choose another value`
  const modes = modesIn?.[build]
  return mode === undefined || modes === undefined || modes.includes(mode)
    ? undefined
    : `${name}: the bonding driver of Linux ${build} takes it in mode ${modes.join(', ')} only; remove it`
}

/** What the release speaks against, where neither sysfs nor a source says better. */
function probably({ option, value }: Wish, { attributes, build, release }: DriverFacts): string | undefined {
  if (build !== undefined || release === undefined) return undefined
  const { name, since } = option
  const named = namedValue(option, value)
  if (attributes === undefined && since !== undefined && isBefore(release, since)) return guess(name, since, release)
  if (named?.since !== undefined && isBefore(release, named.since))
    return guess(`${name}=${value}`, named.since, release)
  if (named?.until === undefined || isBefore(release, named.until)) return undefined
  return (
    `${name}=${value} was taken away in about Linux ${named.until}, and this host runs ${release}; that is a guess from the ` +
    `version: ${otherwise}`
  )
}

function guess(what: string, since: string, release: string): string {
  return (
    `${what} came with about Linux ${since}, and this host runs ${release}; that is a guess from the version, the vendor may have ` +
    `added it: ${otherwise}`
  )
}

const otherwise =
  'if the driver refuses it, the bond comes up without it, and nic.bonding.network_apply does not confirm that'

function isText(text: string | undefined): text is string {
  return text !== undefined
}
