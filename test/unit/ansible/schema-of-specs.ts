import { Ajv } from 'ajv'
import type { OptionSpecs, Validate } from '../../../modules/lib/ansible/spec.ts'
import * as addressFormats from '../../../modules/lib/bonding/address-formats.ts'
import { argumentSchema } from '../../../tools/generate/argument-schema.ts'
import type { OptionDocumentations } from '../../../tools/generate/documentation.ts'

/** The generated validator of options that a test makes up, compiled on the spot from the generator's schema. */
export function validatorOf(specs: OptionSpecs): Validate {
  const ajv = new Ajv({ allErrors: true, strictTypes: false, formats: { ...addressFormats } })
  return ajv.compile(argumentSchema(documentationOf(specs)))
}

function documentationOf(specs: OptionSpecs): OptionDocumentations {
  return Object.fromEntries(
    Object.entries(specs).map(([option, { options, ...spec }]) => {
      const nested = options === undefined ? {} : { suboptions: documentationOf(options) }
      return [option, { description: [], ...spec, ...nested }]
    })
  )
}
