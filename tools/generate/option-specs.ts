import { coerceOption, typeWords } from '../../modules/lib/ansible/coerce.ts'
import type { OptionSpec, OptionSpecs, OptionType } from '../../modules/lib/ansible/spec.ts'
import type { OptionDocumentation, OptionDocumentations } from './documentation.ts'
import { valueRules } from './value-rules.ts'

/** The specs of documented options; fails where the documentation names a type, or a default, that is none here. */
export function optionSpecs(options: OptionDocumentations, module = ''): OptionSpecs {
  return Object.fromEntries(
    Object.entries(options).map(([name, documentation]) => [name, optionSpec(name, documentation, module)])
  )
}

function optionSpec(name: string, documentation: OptionDocumentation, module: string): OptionSpec {
  const { elements, required, aliases, choices, suboptions } = documentation
  const { value, element, onOff } = valueRules(name, documentation, module)
  const spec: OptionSpec = {
    type: optionType(name, documentation.type),
    ...(elements === undefined ? {} : { elements: element?.key === undefined ? optionType(name, elements) : 'str' }),
    ...(required === true ? { required } : {}),
    ...(aliases === undefined ? {} : { aliases }),
    ...(choices === undefined ? {} : { choices }),
    ...(suboptions === undefined ? {} : { options: optionSpecs(suboptions, module) }),
    ...(value === undefined ? {} : { must: value.must }),
    ...(element === undefined ? {} : { elementsMust: element.must }),
    ...(element?.key === undefined ? {} : { key: element.key }),
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
