import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { collection } from '../support/modules.ts'

interface Option {
  readonly type: string
  readonly options?: { readonly [name: string]: Option }
  readonly suboptions?: { readonly [name: string]: Option }
  readonly default?: unknown
  readonly choices?: unknown
  readonly elements?: unknown
  readonly aliases?: unknown
}

const specs: { readonly [name: string]: Option } = parse(
  readFileSync(join(collection, 'roles/bonding/meta/argument_specs.yml'), 'utf8')
).argument_specs.main.options
const module: { readonly [name: string]: Option } = parse(
  readFileSync(join(collection, 'plugins/modules/bond.yml'), 'utf8'),
  { version: '1.1' }
).DOCUMENTATION.options
const defaults: { readonly [name: string]: unknown } = parse(
  readFileSync(join(collection, 'roles/bonding/defaults/main.yml'), 'utf8')
)

describe('the role', () => {
  const inRole = specs.bonding_bonds?.options ?? {}
  const perBond = Object.keys(module).filter(name => !['bonds', 'root', 'backup'].includes(name))

  test('takes for each bond exactly the options of the module, but bonds, root and backup', () => {
    expect(Object.keys(inRole)).toEqual(perBond)
  })

  test.each(perBond)('takes %s as the module does', name => {
    const { type, elements, choices, aliases, default: fallback } = module[name] ?? { type: '' }
    expect(inRole[name]).toMatchObject(
      JSON.parse(JSON.stringify({ type, elements, choices, aliases, default: fallback }))
    )
  })

  test('documents each of its variables with the default that it has', () => {
    expect(Object.keys(specs).sort()).toEqual(Object.keys(defaults).sort())
    for (const [name, { default: documented }] of Object.entries(specs))
      expect(documented, name).toEqual(defaults[name])
  })
})
