import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type BondingOption, bondingOptions } from '../../../modules/lib/bonding/options.ts'
import { bondingDocumentation } from '../../../tools/generate/bonding-documentation.ts'
import { mergedDocumentation, moduleNames } from '../../../tools/generate/documentation.ts'
import { ansiblePython } from '../ansible/ansible-validator.ts'
import { fixtures, makeFolder } from './generated.ts'

const row: BondingOption = {
  name: 'x',
  kind: { type: 'int', min: 1, max: 9, unit: 'seconds' },
  default: '3',
  modes: [0, 1, 2, 3, 4, 5, 6],
  effective: [0, 1, 2, 3, 4, 5, 6],
  flags: [],
  needs: [],
  excludes: [],
  moduleParam: true,
  notIn: [],
  description: ['What it does.'],
  source: 'nowhere'
}

describe('a row of the table', () => {
  test.each<[string, Partial<BondingOption>, string, readonly string[]]>([
    ['a number', {}, 'int', ['Seconds from C(1) to C(9).', "The driver's default is C(3)."]],
    [
      'a number without unit',
      { kind: { type: 'int', min: 0, max: 255 }, default: undefined },
      'int',
      ['A number from C(0) to C(255).']
    ],
    [
      'names',
      {
        kind: {
          type: 'named',
          values: [
            { name: 'off', id: 0 },
            { name: 'on', id: 1, notIn: ['2.6.39.3'] }
          ]
        },
        default: 'off'
      },
      'str',
      [
        'By name or number, C(off) (0), C(on) (1).',
        'Not known to the driver of Linux 2.6.39.3: C(on).',
        "The driver's default is C(off)."
      ]
    ],
    [
      'a MAC address',
      { kind: { type: 'mac' }, default: undefined },
      'str',
      ['A MAC address, in quotes, since YAML reads some of them as numbers.']
    ],
    ['a device', { kind: { type: 'device' }, default: undefined }, 'str', []],
    [
      'modes',
      { kind: { type: 'device' }, default: undefined, modes: [1, 4], effective: [4] },
      'str',
      [
        'Only in modes C(active-backup), C(802.3ad); the driver refuses it in others.',
        'Has an effect only in mode C(802.3ad).'
      ]
    ],
    [
      'flags',
      { kind: { type: 'device' }, default: undefined, flags: ['IFDOWN', 'NOSLAVES'] },
      'str',
      ['The driver changes it only while the bond is down and without ports.']
    ]
  ])('%s', (_, part, type, sentences) => {
    const { description, ...rest } = bondingDocumentation({ ...row, ...part })
    expect(rest).toEqual({ type })
    expect(description).toEqual(['What it does.', ...sentences])
  })

  test('a list', () => {
    const documentation = bondingDocumentation({ ...row, kind: { type: 'ipv4-list', max: 16 }, default: undefined })
    expect(documentation).toEqual({ type: 'list', elements: 'str', description: ['What it does.'] })
  })
})

describe('the merged sidecar', () => {
  const merged = mergedDocumentation('bond', fixtures)
  const source = fs.readFileSync(path.join(fixtures, 'bond.yml'), 'utf8')

  test('of another module is its text', () => {
    const text = fs.readFileSync(path.join(fixtures, 'odd_thing.yml'), 'utf8')
    expect(mergedDocumentation('odd_thing', fixtures)).toBe(text)
  })

  test('has every bonding option after the ports, in the order of the table', () => {
    const names = Object.keys(parse(merged).DOCUMENTATION.options)
    const table = bondingOptions.map(({ name }) => name)
    expect(names).toEqual(['name', 'bonds', 'ports', ...table, 'state', 'mtu', 'root'])
  })

  test('has every line of the source, in its order', () => {
    const lines = merged.split('\n')
    let at = -1
    for (const line of source.split('\n').map(each => each.replace(/ +#/, ' #'))) {
      at = lines.indexOf(line, at + 1)
      expect(at, line).toBeGreaterThanOrEqual(0)
    }
  })

  test('documents the dicts in bonds', () => {
    const { suboptions } = parse(merged).DOCUMENTATION.options.bonds
    expect(suboptions.name).toEqual({
      description: ["As this module's own C(name)."],
      type: 'str',
      aliases: ['bond'],
      required: true
    })
    expect(suboptions.state).toMatchObject({ choices: ['present', 'absent'], default: 'present' })
    expect(Object.keys(suboptions)).not.toContain('root')
  })

  test.skipIf(ansiblePython('newest') === undefined).each(moduleNames())('of %s is the same to PyYAML', name => {
    const text = mergedDocumentation(name)
    const script = 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)'
    const output = execFileSync(ansiblePython('newest') ?? '', ['-c', script], { input: text, encoding: 'utf8' })
    expect(JSON.parse(output)).toEqual(parse(text, { version: '1.1' }))
  })

  test.each([
    [
      'a bonding option written twice',
      'miimon: {type: int}\n    ports: {type: list}\n    bonds: {type: list}',
      /miimon is documented in the table/
    ],
    ['no place for them', 'bonds: {type: list}', /no option ports/],
    ['no bonds', 'ports: {type: list}', /no option bonds/]
  ])('%s stops the build', (_, options, message) => {
    const folder = makeFolder()
    fs.writeFileSync(path.join(folder, 'bond.yml'), `DOCUMENTATION:\n  options:\n    ${options}\n`)
    expect(() => mergedDocumentation('bond', folder)).toThrow(message)
    fs.rmSync(folder, { recursive: true, force: true })
  })
})
