// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ModprobeOptionsArguments } from '#generated/modprobe_options'
import { wordProblem } from '../../modprobe/alias-messages.ts'
import {
  type ModuleParam,
  moduleParams,
  onlyOfBonds,
  onlyRunning,
  paramMeaning,
  paramMust,
  paramText
} from '../module-params.ts'
import { checkFileNamedBy, checkModprobeFile } from './modprobe-rules.ts'

type Arguments = Partial<ModprobeOptionsArguments>

/** What is wrong with the arguments of the module modprobe_options in themselves. */
export function checkModprobeOptions({ module, options, file, state, exclusive }: Arguments): readonly string[] {
  const word = module === undefined ? undefined : wordProblem('module', module)
  const isAbsent = state === 'absent'
  const given = Object.entries(options ?? {})
  return [
    ...(word === undefined ? [] : [word]),
    ...(isAbsent && options !== undefined
      ? [
          'options: state=absent removes all options of the module; to remove some, give state=present and null for each of them'
        ]
      : []),
    ...(isAbsent && exclusive === true ? ['exclusive: true says nothing with state=absent; remove it'] : []),
    ...(isAbsent ? [] : given.flatMap(([name, value]) => checkOption({ isBonding: isBonding(module), name, value }))),
    ...checkTwice(given.map(([name]) => name)),
    ...(file === undefined && !isAbsent ? checkFileNamedBy('module', module) : checkModprobeFile('file', file))
  ]
}

/** Whether a name is that of the bonding driver, whose parameters are known. */
export function isBonding(module: string | undefined): boolean {
  return module === 'bonding'
}

/** A parameter of the driver by its name, in which `-` is `_`. */
export function paramNamed(name: string): ModuleParam | undefined {
  return moduleParams.find(param => param.name === name.replace(/-/g, '_'))
}

/** Words in the files that the driver has no parameter for; those of a would-be comment are warned of elsewhere. */
export function warnOfUnknown(effective: ReadonlyMap<string, string | undefined>): readonly string[] {
  const names = [...effective.keys()]
  const comment = names.findIndex(name => name.startsWith('#'))
  const unknown = names.slice(0, comment < 0 ? names.length : comment).filter(name => paramNamed(name) === undefined)
  return unknown.map(name => `bonding: the files give it ${name}: ${whyUnknown(name)}`)
}

interface GivenOption {
  readonly isBonding: boolean
  readonly name: string
  readonly value: unknown
}

function checkOption({ isBonding: isKnown, name, value }: GivenOption): readonly string[] {
  const at = `options: ${name}: `
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name))
    return [`options: ${JSON.stringify(name)} is no name of a parameter: letters, digits, "_", "." and "-"; name it so`]
  if (value === null) return []
  const shape = checkShape(at, value)
  return shape.length > 0 || !isKnown ? shape : checkParam(at, name, value)
}

/** What an options line can hold: the kernel takes what is between double quotes as it is, and has no escape for them. */
function checkShape(at: string, value: unknown): readonly string[] {
  const parts: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (parts.some(part => typeof part === 'object'))
    return [
      `${at}${JSON.stringify(value)} is a dict or holds one; give a string, a number, a boolean, or a list of these`
    ]
  if (parts.some(part => typeof part === 'number' && !Number.isSafeInteger(part)))
    return [`${at}${JSON.stringify(value)} is no integer that can be written as it was meant; quote it`]
  const text = parts.map(String).join(',')
  return /^[ !#-[\]-~]*$/.test(text)
    ? []
    : [
        `${at}${JSON.stringify(text)} has a double quote, a backslash or a character that is not printable ASCII, which ` +
          'the kernel and modprobe have no way to quote; remove it'
      ]
}

/** The driver does not load with a value that it cannot read (parse_args(), bond_check_params()). */
function checkParam(at: string, name: string, value: unknown): readonly string[] {
  const param = paramNamed(name)
  if (param === undefined) return [`${at}${whyUnknown(name.replace(/-/g, '_'))}`]
  return paramMeaning(param, paramText(param, value)) === undefined
    ? [
        `${at}${JSON.stringify(value)} is refused, since the driver does not load with it or replaces it; it must be ${paramMust(param)}`
      ]
    : []
}

function whyUnknown(name: string): string {
  if (onlyOfBonds.includes(name))
    return 'the driver has this option for each bond only, not as a parameter of the module; give it to the module bond'
  if (onlyRunning.includes(name))
    return 'the driver takes it only for a bond that is running, not as a parameter of the module; remove it'
  return (
    'the driver has no such parameter, and kernels before 3.11 do not load a module with one; ' +
    `remove it; there are ${moduleParams.map(param => param.name).join(', ')}`
  )
}

/** One parameter in two spellings. */
function checkTwice(names: readonly string[]): readonly string[] {
  const plain = names.map(name => name.replace(/-/g, '_'))
  return names
    .filter((_, index) => plain.indexOf(plain[index] ?? '') < index)
    .map(name => `options: ${name} is given twice, since - and _ are the same in a name; give it once`)
}
