import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMap, parseDocument } from 'yaml'
import { dictOptions, documentedOptions } from '../generate/documentation.ts'

/** Keys of a module's option documentation that a role's argument spec knows (docs.ansible.com, role argument validation). */
const known = ['description', 'type', 'elements', 'choices', 'default', 'required', 'aliases', 'options']

/** The role's argument specs with the options of one bond put in, so that they are those of the module. */
export function roleArgumentSpecs(checkout: string): string {
  const document = parseDocument(readFileSync(join(checkout, 'roles/bonding/meta/argument_specs.yml'), 'utf8'))
  const bonds = document.getIn(['argument_specs', 'main', 'options', 'bonding_bonds'])
  if (!isMap(bonds)) throw new Error('roles/bonding/meta/argument_specs.yml has no option bonding_bonds')
  bonds.set('options', bondOptions())
  return document.toString({ lineWidth: 0 })
}

function bondOptions(): { readonly [name: string]: unknown } {
  return Object.fromEntries(
    Object.entries(dictOptions(documentedOptions('bond'))).map(([name, option]) => [
      name,
      Object.fromEntries(Object.entries(option).filter(([key]) => known.includes(key)))
    ])
  )
}
