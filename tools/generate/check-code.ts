import type { Schema } from './value-rules.ts'

const known = ['type', 'enum', 'pattern', 'format', 'minimum', 'maximum', 'maxItems', 'uniqueItems', 'items']

/**
 * JavaScript of a function that says whether a value is what a type's JSON Schema says. A compiler of schemas makes ten times as
 * much code of them, and a module's code is sent to the host and parsed there in every task. Fails at what it does not know.
 */
export function checkCode(schema: Schema): string {
  const unknown = Object.keys(schema).filter(keyword => !known.includes(keyword))
  if (unknown.length > 0) throw new Error(`a check of ${unknown.join(', ')} is not known here`)
  if (schema.enum !== undefined) return `value => ${JSON.stringify(schema.enum)}.includes(value)`
  switch (schema.type) {
    case 'integer':
      return `value => Number.isInteger(value) && value >= ${schema.minimum} && value <= ${schema.maximum}`
    case 'string':
      return `value => typeof value === 'string' && ${textCode(schema)}`
    case 'array':
      if (JSON.stringify(schema.items) === '{"type":"string"}' && schema.uniqueItems === true)
        return `value => isShortSet(value, ${schema.maxItems})`
  }
  throw new Error(`there is no check for ${JSON.stringify(schema)}`)
}

function textCode({ pattern, format }: Schema): string {
  if (typeof format === 'string') return `formats.${format}(value)`
  return `${new RegExp(String(pattern))}.test(value)`
}
