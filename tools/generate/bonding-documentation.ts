import type { BondingOption, NamedValue } from '../../modules/lib/bonding/options.ts'
import { bondingOptions } from '../../modules/lib/bonding/options.ts'
import type { OptionDocumentation } from './documentation.ts'

/** A row of the table as Ansible's documentation: its own sentences, then those that follow from its rules. */
export function bondingDocumentation(option: BondingOption): OptionDocumentation {
  const description = [
    ...option.description,
    ...kindSentences(option),
    ...modeSentences(option),
    ...(option.default === undefined ? [] : [`The driver's default is ${code(option.default)}.`]),
    ...flagSentences(option)
  ]
  switch (option.kind.type) {
    case 'int':
      return { description, type: 'int' }
    case 'ipv4-list':
      return { description, type: 'list', elements: 'str' }
    case 'named':
    case 'device':
    case 'mac':
      return { description, type: 'str' }
  }
}

function kindSentences({ kind }: BondingOption): readonly string[] {
  switch (kind.type) {
    case 'int':
      return [
        `${kind.unit === undefined ? 'A number' : capital(kind.unit)} from ${code(kind.min)} to ${code(kind.max)}.`
      ]
    case 'named':
      return [
        `By name or number, ${kind.values.map(({ name, id }) => `${code(name)} (${id})`).join(', ')}.`,
        ...missing(kind.values)
      ]
    case 'ipv4-list':
    case 'device':
      return []
    case 'mac':
      return ['A MAC address, in quotes, since YAML reads some of them as numbers.']
  }
}

function missing(values: readonly NamedValue[]): readonly string[] {
  const drivers = [...new Set(values.map(value => value.notIn?.join(', ') ?? ''))].filter(each => each !== '')
  return drivers.map(driver => {
    const names = values.filter(value => value.notIn?.join(', ') === driver).map(value => code(value.name))
    return `Not known to the driver of Linux ${driver}: ${names.join(', ')}.`
  })
}

function modeSentences({ modes, effective }: BondingOption): readonly string[] {
  const refused =
    modes.length < modeNames().length ? [`Only in ${modeList(modes)}; the driver refuses it in others.`] : []
  const idle = modes.filter(mode => !effective.includes(mode))
  return idle.length === 0 ? refused : [...refused, `Has an effect only in ${modeList(effective)}.`]
}

function flagSentences({ flags }: BondingOption): readonly string[] {
  const states = flags.map(flag => (flag === 'IFDOWN' ? 'down' : 'without ports'))
  return states.length === 0 ? [] : [`The driver changes it only while the bond is ${states.join(' and ')}.`]
}

function modeList(modes: readonly number[]): string {
  const names = modeNames().filter(({ id }) => modes.includes(id))
  return `mode${names.length === 1 ? '' : 's'} ${names.map(({ name }) => code(name)).join(', ')}`
}

/** The modes, by name and number. */
export function modeNames(): readonly NamedValue[] {
  const mode = bondingOptions.find(option => option.name === 'mode')
  return mode?.kind.type === 'named' ? mode.kind.values : []
}

function code(value: string | number): string {
  return `C(${value})`
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
