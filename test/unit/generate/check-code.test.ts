import fs from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Validate } from '../../../modules/lib/ansible/spec.ts'
import * as formats from '../../../modules/lib/bonding/address-formats.ts'
import { argumentSchema } from '../../../tools/generate/argument-schema.ts'
import { checkCode } from '../../../tools/generate/check-code.ts'
import { documentedOptions, moduleNames } from '../../../tools/generate/documentation.ts'
import { generate } from '../../../tools/generate.ts'
import { load, makeFolder } from './generated.ts'

let folder = ''

beforeAll(() => {
  folder = makeFolder()
  generate(folder)
})

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true })
})

/** Values at the borders of every type, and what is none of them. */
const corners = [
  ...[-1, 0, 1, 32, 33, 67, 68, 255, 256, 1023, 1024, 65535, 65536, 300001, 2147483648, 4294967296, 1.5, Number.NaN],
  ...['', 'a\n', 'none', 'off', 'on', '1', '01', 'present', 'release', 'fast', 'layer3+4', 'follow', 'dhcp', 'unicast'],
  ...['eth0', 'abcdefghijklmnop', 'a.bak', '.', 'eth0:1', 'mac=08:00:27:08:f3:6a', 'a b', 'a  b', 'x'.repeat(32)],
  ...['52:54:00:12:34:56', '53:54:00:12:34:56', '52:54:00:12:34', '0x10/0xff', '255.255.255.0', '255.0.255.0'],
  ...['10.0.2.12', '10.0.2.12/8', '0.0.0.0', '::1', 'fe80::1%bond0', '2001:db8::/32', 'default', 'public'],
  ...[true, [], {}, ['a', 'a'], ['a', 'b'], Array.from({ length: 17 }, (_, index) => String(index))]
]

const anything = fc.oneof(
  fc.constantFrom(...corners),
  fc.string(),
  fc.integer(),
  fc.ipV4(),
  fc.ipV6(),
  fc.stringMatching(/^[a-z0-9_.:/%-]{1,17}$/)
)

describe('the generated check finds what ajv finds by the same schema', () => {
  test.each(moduleNames())('%s', async name => {
    const schema = argumentSchema(documentedOptions(name), name)
    const judge: Validate = new Ajv({ allErrors: true, strictTypes: false, formats: { ...formats } }).compile(schema)
    const { validate } = await load(folder, name)
    const places = (check: Validate, values: unknown): readonly string[] => {
      check(values)
      return [...new Set((check.errors ?? []).map(error => error.instancePath))].sort()
    }
    const same = (values: unknown): void => {
      expect(places(validate, values)).toEqual(places(judge, values))
    }
    for (const option of Object.keys(documentedOptions(name))) {
      for (const value of corners)
        for (const each of [value, [value], [{ name: value, to: value }]]) same({ [option]: each })
      fc.assert(
        fc.property(fc.oneof(anything, fc.array(anything)), value => {
          same({ [option]: value })
        })
      )
    }
  })
})

test('a schema with a word that the generator does not know stops the build', () => {
  expect(() => checkCode({ type: 'string', maxLength: 2 })).toThrow('a check of maxLength is not known here')
  expect(() => checkCode({ type: 'number' })).toThrow('there is no check for {"type":"number"}')
})
