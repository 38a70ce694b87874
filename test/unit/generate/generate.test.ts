import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ArgumentDefinition } from '../../../modules/lib/ansible/spec.ts'
import { validatorCode } from '../../../tools/generate/validator-code.ts'
import { generate } from '../../../tools/generate.ts'
import { checkout, fixtures, load, makeFolder, problemsOf } from './generated.ts'

let folder = ''

beforeAll(() => {
  folder = makeFolder()
  generate(folder, fixtures)
})

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true })
})

function generatedText(name: string): string {
  return fs.readFileSync(path.join(folder, name), 'utf8')
}

/** Loads generated code that is not that of a module. */
async function loadText(name: string, code: string): Promise<Pick<ArgumentDefinition, 'validate'>> {
  fs.writeFileSync(path.join(folder, `${name}.js`), code)
  return await load(folder, name)
}

describe('the specs', () => {
  test('are what the documentation says, with the words for values', async () => {
    const { spec } = await load(folder, 'odd_thing')
    expect(spec).toEqual({
      flag: { type: 'bool', default: false },
      level: { type: 'int', choices: [0, 5], default: 5, must: 'one of 0, 5' },
      kinds: { type: 'list', elements: 'str', choices: ["it's", 'on'], elementsMust: "one of it's, on" },
      inner: {
        type: 'dict',
        options: { gateway: { type: 'str', required: true, must: expect.stringContaining('IPv4 address') } }
      },
      rest: { type: 'dict' },
      anything: { type: 'raw' }
    })
  })

  test('of a dict in bonds are those of the bond, but for options of the whole call; its name is required', async () => {
    const { spec } = await load(folder, 'bond')
    const inner = spec.bonds?.options ?? {}
    expect(Object.keys(spec).filter(option => !(option in inner))).toEqual(['bonds', 'root'])
    expect(inner.mode).toBe(spec.mode)
    expect(inner.name).toEqual({ ...spec.name, required: true })
  })
})

describe('the types', () => {
  test('have defaults as given, all else as optional', () => {
    expect(
      generatedText('odd_thing.d.ts')
    ).toBe(`import type { OptionSpecs, Validate } from '../../modules/lib/ansible/spec.ts'

export declare const spec: OptionSpecs
export declare const validate: Validate

export interface OddThingArguments {
  readonly flag: boolean
  readonly level: 0 | 5
  readonly kinds?: readonly ('it\\'s' | 'on')[]
  readonly inner?: InnerOptions
  readonly rest?: { readonly [key: string]: unknown }
  readonly anything?: unknown
}

export interface InnerOptions {
  readonly gateway?: string
}
`)
  })

  test('name the dicts of a list by one of them', () => {
    const text = generatedText('bond.d.ts')
    expect(text).toContain('readonly bonds?: readonly BondOptions[]')
    expect(text).toMatch(/export interface BondOptions \{\n {2}readonly name\?: string\n/)
  })
})

describe('the validators', () => {
  test.each([
    ['a value', { level: 4 }, 'level: 4 is refused, it must be one of 0, 5'],
    ['an element', { kinds: ['on', 'off'] }, 'kinds[1]: "off" is refused, it must be one of it\'s, on'],
    ['a value in a dict', { inner: { gateway: '1.2.3' } }, /^inner\.gateway: "1\.2\.3" is refused, .* IPv4 address/]
  ])('find %s', async (_, raw, message) => {
    const text = typeof message === 'string' ? message : expect.stringMatching(message)
    expect(problemsOf(await load(folder, 'odd_thing'), raw)).toEqual([text])
  })

  test('find the same in the dicts of bonds as in a bond', async () => {
    const definition = await load(folder, 'bond')
    const wrong = { name: 'a/b', mode: 7, mtu: 1, ports: ['', 'eth0'] }
    const outer = problemsOf(definition, wrong)
    expect(outer).toHaveLength(4)
    expect(problemsOf(definition, { bonds: [{ name: 'b' }, wrong] })).toEqual(outer.map(text => `bonds[1].${text}`))
  })

  test('have one function for each type of value, and one for the options of a bond', () => {
    const text = generatedText('bond.js')
    const definitions = [...text.matchAll(/^const schema\d+ = (.*);$/gm)].map(match => match[1])
    expect(definitions.length).toBeGreaterThan(20)
    expect(new Set(definitions).size).toBe(definitions.length)
    expect(text.match(/instancePath\+"\/mode"/g)).toHaveLength(1)
  })

  test('have every pattern as a literal, which is compiled at build time', async () => {
    const patterns = ['^a/b\\\\$', '^"\\d"$', '^[/\\]]$', 'é\n']
    const properties = Object.fromEntries(patterns.map((pattern, index) => [`x${index}`, { type: 'string', pattern }]))
    const text = validatorCode({ type: 'object', properties })
    expect(text).not.toContain('new RegExp')
    for (const name of ['bond.js', 'odd_thing.js']) expect(generatedText(name)).not.toMatch(/RegExp|require\(/)
    const { validate } = await loadText('patterns', text)
    expect(validate({ x0: 'a/b\\', x1: '"1"', x2: ']', x3: 'é\n' })).toBe(true)
    validate({ x0: 'a/b', x1: '1', x2: 'x', x3: 'e\n' })
    expect(validate.errors?.map(error => error.instancePath)).toEqual(['/x0', '/x1', '/x2', '/x3'])
  })

  test("import ajv's helpers where they need one", async () => {
    const text = validatorCode({ type: 'object', properties: { text: { type: 'string', maxLength: 2 } } })
    expect(text).toContain("from 'ajv/dist/runtime/ucs2length.js'")
    const { validate } = await loadText('helper', text)
    expect([validate({ text: '😀😀' }), validate({ text: 'abc' })]).toEqual([true, false])
  })

  test.each([
    ['keyword', { type: 'string', longest: 2 }, 'unknown keyword: "longest"'],
    ['format', { type: 'string', format: 'hostname' }, 'unknown format "hostname"']
  ])('of a schema with an unknown %s stop the build', (_, schema, message) => {
    expect(() => validatorCode({ type: 'object', properties: { x: schema } })).toThrow(message)
  })
})

describe('the code', () => {
  test('is the same wherever the checkout lies, and names no folder', () => {
    const other = makeFolder()
    for (const part of [
      'package.json',
      'tools/generate',
      'tools/generate.ts',
      'modules',
      'collection/plugins/modules'
    ]) {
      fs.cpSync(path.join(checkout, part), path.join(other, part), { recursive: true })
    }
    const tsx = path.join(checkout, 'node_modules/tsx/dist/cli.mjs')
    execFileSync(process.execPath, [tsx, path.join(other, 'tools/generate.ts')], { cwd: '/' })
    const here = makeFolder()
    generate(here)
    const names = fs.readdirSync(here).filter(name => /\.(js|d\.ts)$/.test(name))
    expect(names).toContain('bond.js')
    for (const name of names) {
      const text = fs.readFileSync(path.join(here, name), 'utf8')
      expect(fs.readFileSync(path.join(other, 'build/generated', name), 'utf8')).toBe(text)
      expect(text).not.toMatch(/\/tmp\/|\/home\/|\/root\/|file:\/\//)
      expect(text).not.toContain(checkout)
    }
    for (const each of [other, here]) fs.rmSync(each, { recursive: true, force: true })
  })
})

describe('documentation that cannot be', () => {
  test.each([
    ['an unknown type', 'type: string', /option x: the type string is not known/],
    ['a default of another type', 'type: int\n      default: "5"', /option x: the default "5" is not of type int/],
    ['text that is no YAML', 'type: [', /thing\.yml: /]
  ])('%s stops the build', (_, field, message) => {
    const source = makeFolder()
    fs.writeFileSync(path.join(source, 'thing.yml'), `DOCUMENTATION:\n  options:\n    x:\n      ${field}\n`)
    expect(() => generate(path.join(source, 'out'), source)).toThrow(message)
    fs.rmSync(source, { recursive: true, force: true })
  })
})
