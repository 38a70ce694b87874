import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
    const functions = [...text.matchAll(/^const \w+ = (value => .*)$/gm)].map(match => match[1])
    expect(functions.length).toBeGreaterThan(20)
    expect(new Set(functions).size).toBe(functions.length)
    expect(text.match(/^ {2}mode: is_named_mode,$/gm)).toHaveLength(1)
  })
})

describe('the code', () => {
  test('is the same wherever the checkout lies, and names no folder', () => {
    const other = makeFolder()
    for (const part of ['tools/generate', 'tools/generate.ts', 'modules/lib', 'collection/plugins/modules']) {
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
