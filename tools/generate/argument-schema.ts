import type { OptionDocumentation, OptionDocumentations } from './documentation.ts'
import { type Schema, type ValueRule, valueRules } from './value-rules.ts'

type Properties = { readonly [option: string]: Schema }

/** The definitions of one module's schema as they are found. */
interface Definitions {
  readonly module: string
  readonly schemas: Map<string, Schema>
}

/**
 * The JSON Schema of a module's coerced arguments, with one definition for each type of value. Only options that have a
 * rule appear in it; required and unknown options are looked at elsewhere.
 */
export function argumentSchema(options: OptionDocumentations, module = ''): Schema {
  const definitions: Definitions = { module, schemas: new Map() }
  const properties = propertiesOf(options, definitions)
  const shared = sharedDefinition(properties, definitions)
  const own = Object.entries(properties).filter(([option]) => shared?.properties[option] === undefined)
  return {
    $defs: Object.fromEntries(definitions.schemas),
    ...(shared === undefined ? {} : { $ref: shared.$ref }),
    type: 'object',
    properties: Object.fromEntries(own)
  }
}

function propertiesOf(options: OptionDocumentations, definitions: Definitions): Properties {
  const entries = Object.entries(options).map(([name, option]) => [name, property(name, option, definitions)] as const)
  return Object.fromEntries(entries.filter(([, schema]) => Object.keys(schema).length > 0))
}

function property(name: string, option: OptionDocumentation, definitions: Definitions): Schema {
  const rules = valueRules(name, option, definitions.module)
  const nested = option.suboptions === undefined ? undefined : dictRule(name, option.suboptions, definitions)
  const value = option.type === 'dict' ? (nested ?? rules.value) : rules.value
  const element = option.type === 'list' ? (nested ?? rules.element) : undefined
  return {
    ...(value === undefined ? {} : reference(value, definitions)),
    ...(element === undefined ? {} : { items: reference(element, definitions) })
  }
}

function dictRule(name: string, suboptions: OptionDocumentations, definitions: Definitions): ValueRule {
  const properties = propertiesOf(suboptions, definitions)
  return { name: `dict_${name}`, schema: { type: 'object', properties }, must: 'a dict' }
}

/** Equal schemas are one definition, whatever their names. */
function reference({ name, schema }: ValueRule, { schemas }: Definitions): { readonly $ref: string } {
  const text = JSON.stringify(schema)
  const [known] = [...schemas].find(([, definition]) => JSON.stringify(definition) === text) ?? []
  if (known === undefined && schemas.has(name)) throw new Error(`two different rules are called ${name}`)
  if (known === undefined) schemas.set(name, schema)
  return { $ref: `#/$defs/${known ?? name}` }
}

/** The dicts of an option such as `bonds` that have the module's own options: both are checked by the same function. */
function sharedDefinition(
  properties: Properties,
  definitions: Definitions
): { readonly $ref: string; readonly properties: Properties } | undefined {
  for (const [name, { properties: inner }] of definitions.schemas) {
    if (name.startsWith('dict_') && isProperties(inner) && isPart(inner, properties)) {
      return { $ref: `#/$defs/${name}`, properties: inner }
    }
  }
  return undefined
}

function isProperties(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null
}

function isPart(inner: Properties, outer: Properties): boolean {
  return Object.entries(inner).every(([option, schema]) => JSON.stringify(schema) === JSON.stringify(outer[option]))
}
