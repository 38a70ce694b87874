import { checkCode } from './check-code.ts'
import type { Schema } from './value-rules.ts'

/**
 * ES module code that exports `validate`, made from a module's schema: one function for each type of value, one table for the
 * options of each dict. It stands in `build/generated`.
 */
export function validatorCode(schema: Schema): string {
  const definitions = Object.entries(object(schema.$defs)).map(([name, definition]) => {
    return `const ${identifier(name)} = ${definitionCode(definition)}`
  })
  const code = [...definitions, `export const validate = validator(${tableCode(schema)})`].join('\n')
  const helpers = ['validator', 'isShortSet'].filter(helper => code.includes(`${helper}(`))
  return [
    `import { ${helpers.sort().join(', ')} } from '../../modules/lib/ansible/validator.ts'`,
    ...(code.includes('formats.') ? ["import * as formats from '../../modules/lib/bonding/address-formats.ts'"] : []),
    code
  ].join('\n')
}

function definitionCode(schema: Schema): string {
  return schema.type === 'object' ? tableCode(schema) : checkCode(schema)
}

function tableCode(schema: Schema): string {
  const lines = Object.entries(object(schema.properties)).map(([option, each]) => `  ${option}: ${ruleCode(each)}`)
  const shared = schema.$ref === undefined ? [] : [`  ...${reference(schema)}`]
  return `{\n${[...shared, ...lines].join(',\n')}\n}`
}

function ruleCode(schema: Schema): string {
  const whole = schema.$ref === undefined ? [] : [reference(schema)]
  if (schema.items === undefined) return whole.join()
  return `[${[reference(object(schema.items)), ...whole].join(', ')}]`
}

function reference({ $ref }: Schema): string {
  return identifier(String($ref).replace('#/$defs/', ''))
}

function identifier(name: string): string {
  return `is_${name.replace(/\W/g, '_')}`
}

function object(value: unknown): { readonly [name: string]: Schema } {
  return Object(value)
}
