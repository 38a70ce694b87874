import type { OptionSpec, OptionSpecs } from '../../modules/lib/ansible/spec.ts'

/**
 * The TypeScript declaration of a generated module: `<Name>Arguments`, and `<Option>Options` for the dicts of an option.
 * Only options with a default are always there: an invalid value is left out before the module's own check.
 */
export function declarationText(name: string, specs: OptionSpecs): string {
  const interfaces = [...interfacesOf(`${pascal(name)}Arguments`, specs)]
  return [
    "import type { OptionSpecs, Validate } from '../../modules/lib/ansible/spec.ts'",
    '',
    'export declare const spec: OptionSpecs',
    'export declare const validate: Validate',
    ...interfaces.map(text => `\n${text}`),
    ''
  ].join('\n')
}

function interfacesOf(name: string, specs: OptionSpecs): readonly string[] {
  const fields = Object.entries(specs).map(([option, spec]) => {
    return `  readonly ${option}${spec.default === undefined ? '?' : ''}: ${typeOf(option, spec)}`
  })
  const nested = Object.entries(specs).flatMap(([option, { options }]) => {
    return options === undefined ? [] : interfacesOf(dictName(option), options)
  })
  return [[`export interface ${name} {`, ...fields, '}'].join('\n'), ...nested]
}

function typeOf(option: string, spec: OptionSpec): string {
  if (spec.type === 'list') {
    const { elements = 'raw', ...rest } = spec
    const element = typeOf(option, { ...rest, type: elements })
    return `readonly ${element.includes('|') ? `(${element})` : element}[]`
  }
  if (spec.choices !== undefined) return spec.choices.map(choice => literal(choice)).join(' | ')
  if (spec.options !== undefined) return dictName(option)
  return typeNames[spec.type]
}

const typeNames = {
  str: 'string',
  path: 'string',
  int: 'number',
  bool: 'boolean',
  raw: 'unknown',
  list: 'readonly unknown[]',
  dict: '{ readonly [key: string]: unknown }'
} as const

function literal(choice: string | number): string {
  return typeof choice === 'number' ? String(choice) : `'${choice.replace(/[\\']/g, '\\$&')}'`
}

/** `bonds` is a list of `BondOptions`. */
function dictName(option: string): string {
  return `${pascal(option).replace(/s$/, '')}Options`
}

function pascal(name: string): string {
  return name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
