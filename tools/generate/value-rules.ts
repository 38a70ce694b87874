import type { BondingOption, OptionKind } from '../../modules/lib/bonding/options.ts'
import { bondingOptions } from '../../modules/lib/bonding/options.ts'
import { optionValueTypes, type ValueType, valueTypes } from '../../modules/lib/bonding/value-types.ts'
import type { OptionDocumentation } from './documentation.ts'

export type Schema = { readonly [keyword: string]: unknown }

/** What the value of an option, or each element of a list option, must be; `name` is the definition in the schema. */
export interface ValueRule extends ValueType {
  readonly name: string
}

export interface ValueRules {
  readonly value?: ValueRule
  readonly element?: ValueRule
  readonly onOff?: boolean
}

/** The rules that Ansible's documentation has no words for, and its choices; those of a module's own option come first. */
export function valueRules(name: string, documentation: OptionDocumentation, module = ''): ValueRules {
  const bonding = bondingOptions.find(option => option.name === name)
  if (bonding !== undefined) return bondingRules(bonding)
  const type = optionValueTypes[`${module}.${name}`] ?? optionValueTypes[name]
  const rule = choiceRule(name, documentation) ?? (type === undefined ? undefined : typedRule(type))
  if (rule === undefined) return {}
  return documentation.type === 'list' ? { element: rule } : { value: rule }
}

function choiceRule(name: string, { choices }: OptionDocumentation): ValueRule | undefined {
  if (choices === undefined) return undefined
  const must = choices.length === 1 ? String(choices[0]) : `one of ${choices.join(', ')}`
  return { name: `choices_${name}`, schema: { enum: choices }, must }
}

function typedRule(type: string): ValueRule {
  const valueType = valueTypes[type]
  if (valueType === undefined) throw new Error(`there is no value type ${type}`)
  return { name: type, ...valueType }
}

/** The rules of a row in the table of bonding options. */
export function bondingRules({ name, kind }: Pick<BondingOption, 'name' | 'kind'>): ValueRules {
  switch (kind.type) {
    case 'int':
      return { value: integerRule(kind) }
    case 'named':
      return {
        value: namedRule(name, kind),
        onOff:
          kind.values
            .map(each => `${each.name} ${each.id}`)
            .sort()
            .join() === 'off 0,on 1'
      }
    case 'ipv4-list':
      return { value: listRule(kind), element: typedRule('ipv4') }
    case 'device':
      return { value: typedRule('device') }
    case 'mac':
      return { value: typedRule('station') }
  }
}

function integerRule({ min, max, unit }: Extract<OptionKind, { type: 'int' }>): ValueRule {
  return {
    name: `integer_${min}_${max}`.replace(/-/g, 'minus_'),
    schema: { type: 'integer', minimum: min, maximum: max },
    must: `an integer${unit === undefined ? '' : ` of ${unit}`} from ${min} to ${max}`
  }
}

function namedRule(option: string, { values }: Extract<OptionKind, { type: 'named' }>): ValueRule {
  return {
    name: `named_${option}`,
    schema: { enum: [...values.map(value => value.name), ...values.map(value => String(value.id))] },
    must: `one of ${values.map(({ name, id }) => `${name} (${id})`).join(', ')}`
  }
}

function listRule({ max }: Extract<OptionKind, { type: 'ipv4-list' }>): ValueRule {
  return {
    name: `list_${max}`,
    schema: { type: 'array', maxItems: max, uniqueItems: true, items: { type: 'string' } },
    must: `a list of at most ${max} different IPv4 addresses`
  }
}
