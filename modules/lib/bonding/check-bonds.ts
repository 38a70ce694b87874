// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import type { BondArguments, BondOptions } from '#generated/bond'
import type { BondInput } from './bond-input.ts'
import { checkAddresses } from './rules/address-rules.ts'
import { checkBridge } from './rules/bridge-rules.ts'
import { checkIpv6 } from './rules/ipv6-rules.ts'
import { checkKeys } from './rules/key-rules.ts'
import { checkMacAddress } from './rules/mac-rules.ts'
import { checkModprobeFile } from './rules/modprobe-rules.ts'
import { checkOptions } from './rules/option-rules.ts'
import { checkBetweenBonds, checkPorts } from './rules/port-rules.ts'
import { checkRouting } from './rules/routing-rules.ts'

/** The bonds of a task, whether given by the options themselves or as the list `bonds`. */
export function bondsOf(args: Partial<BondArguments>): readonly Partial<BondOptions>[] {
  if (args.bonds !== undefined) return args.bonds
  const { bonds, root, backup, ...bond } = args
  return [bond]
}

/** Everything that is wrong with the arguments in themselves, before anything on the host is read. */
export function checkBonds(args: Partial<BondArguments>, invalid: ReadonlySet<string>): readonly string[] {
  const inputs = bondsOf(args).map((options, index): BondInput => {
    const at = args.bonds === undefined ? '' : `bonds[${index}].`
    return { at, options, isInvalid: option => [...invalid].some(path => isWithin(path, `${at}${option}`)) }
  })
  const problems = inputs.flatMap(checkPresent)
  return args.bonds === undefined ? problems : [...problems, ...checkBetweenBonds(inputs)]
}

function checkPresent(input: BondInput): readonly string[] {
  if (input.options.state === 'absent') return []
  const { at, options, isInvalid } = input
  return [
    ...checkPorts(input),
    ...checkOptions(input),
    ...checkAddresses(input),
    ...checkIpv6(input),
    ...checkMacAddress(input),
    ...checkRouting(input),
    ...checkKeys(input),
    ...checkBridge(input),
    ...checkModprobeFile(`${at}modprobe_file`, options.modprobe_file),
    ...(options.exclusive === true && options.mode === undefined && !isInvalid('mode')
      ? [`${at}exclusive: true needs mode, since a bond without options would be left; name the mode`]
      : [])
  ]
}

function isWithin(path: string, option: string): boolean {
  return path === option || path.startsWith(`${option}[`) || path.startsWith(`${option}.`)
}
