import { coerceOption, typeWords } from '../../modules/lib/ansible/coerce.ts'
import type { OptionSpec, OptionSpecs, OptionType } from '../../modules/lib/ansible/spec.ts'
import type { OptionDocumentation, OptionDocumentations } from './documentation.ts'
import { valueRules } from './value-rules.ts'

/** The specs of documented options; fails where the documentation names a type, or a default, that is none here. */
export function optionSpecs(options: OptionDocumentations): OptionSpecs {
  return Object.fromEntries(
    Object.entries(options).map(([name, documentation]) => [name, optionSpec(name, documentation)])
  )
}

function optionSpec(name: string, documentation: OptionDocumentation): OptionSpec {
  const { elements, required, aliases, choices, suboptions } = documentation
  const { value, element, onOff } = valueRules(name, documentation)
  const spec: OptionSpec = {
    type: optionType(name, documentation.type),
    ...(elements === undefined ? {} : { elements: optionType(name, elements) }),
    ...(required === true ? { required } : {}),
    ...(aliases === undefined ? {} : { aliases }),
    ...(choices === undefined ? {} : { choices }),
    ...(suboptions === undefined ? {} : { options: optionSpecs(suboptions) }),
    ...(value === undefined ? {} : { must: value.must }),
    ...(element === undefined ? {} : { elementsMust: element.must }),
    ...(onOff === true ? { onOff } : {})
  }
  return documentation.default === undefined ? spec : { ...spec, default: checkedDefault(name, documentation, spec) }
}

function optionType(name: string, type: string): OptionType {
  const known = (Object.keys(typeWords) as OptionType[]).find(each => each === type)
  if (known === undefined) throw new Error(`option ${name}: the type ${type} is not known here`)
  return known
}

function checkedDefault(name: string, documentation: OptionDocumentation, spec: OptionSpec): unknown {
  const coerced = coerceOption(documentation.default, spec)
  if (JSON.stringify(coerced?.value) === JSON.stringify(documentation.default)) return documentation.default
  throw new Error(`option ${name}: the default ${JSON.stringify(documentation.default)} is not of type ${spec.type}`)
}
