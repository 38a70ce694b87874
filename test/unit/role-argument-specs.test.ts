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

describe('the role node', () => {
  const read = (file: string): string => readFileSync(join(collection, 'roles/node', file), 'utf8')
  const documented: { readonly [name: string]: Option } = parse(read('meta/argument_specs.yml')).argument_specs.main
    .options
  const own: { readonly [name: string]: unknown } = parse(read('defaults/main.yml'))

  test('documents each of its variables with the default that it has, its README too', () => {
    expect(Object.keys(documented).sort()).toEqual(Object.keys(own).sort())
    const rows = [...read('README.md').matchAll(/^\| `(\w+)` \| `(.*?)` \|/gm)].map(([, name, fallback]) => [
      name,
      parse(fallback ?? '')
    ])
    expect(Object.fromEntries(rows)).toEqual(own)
    for (const [name, { default: fallback }] of Object.entries(documented)) expect(fallback, name).toEqual(own[name])
  })

  test('has an example in its README that names variables of its own', () => {
    const [, block = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(read('README.md')) ?? []
    const [{ roles }]: readonly [{ readonly roles: readonly [{ readonly role: string }] }] = parse(block)
    const names = Object.keys(roles[0]).filter(name => name !== 'role')
    expect(names.filter(name => !(name in own))).toEqual([])
    expect(names.length).toBeGreaterThan(1)
  })
})
