import { describe, expect, test } from 'vitest'
import { resolveArguments } from '../../../modules/lib/ansible/resolve-arguments.ts'
import type { ArgumentRules, OptionSpecs } from '../../../modules/lib/ansible/spec.ts'
import { validatorOf } from './schema-of-specs.ts'

const miimonWords = 'an integer of milliseconds from 0 to 2147483647'
const deviceWords = 'a network device name'

/** Options as in `bond`, so that their values' rules are those of the table; `gate` and `lid` are on/off options. */
const bond: OptionSpecs = {
  name: { type: 'str', aliases: ['bond', 'device'], must: deviceWords },
  mode: { type: 'str', must: 'a mode' },
  miimon: { type: 'int', must: miimonWords },
  ports: { type: 'list', elements: 'str', aliases: ['slaves'], elementsMust: deviceWords },
  state: { type: 'str', choices: ['present', 'absent'], default: 'present', must: 'one of present, absent' },
  gate: { type: 'str', onOff: true },
  ifcfg: { type: 'dict' }
}

const specs: OptionSpecs = { ...bond, bonds: { type: 'list', elements: 'dict', options: bond } }

function resolve(raw: object, rules: ArgumentRules = {}) {
  return resolveArguments({ spec: specs, rules, validate: validatorOf(specs) }, JSON.parse(JSON.stringify(raw)))
}

describe('values', () => {
  test.each([
    ['defaults', {}, { state: 'present' }],
    ['an alias', { bond: 'bond0' }, { name: 'bond0' }],
    ['an alias beside its option, alike after coercion', { slaves: 'a, b', ports: ['a', 'b'] }, { ports: ['a', 'b'] }],
    ['the same as YAML types and as strings', { miimon: '100', mode: 1 }, { miimon: 100, mode: '1' }],
    ['null is not given', { name: null, state: null }, {}],
    ['null in a dict without options stays', { ifcfg: { A: null } }, { ifcfg: { A: null } }],
    ['blanks in comma lists go', { ports: ' eth0 , eth1' }, { ports: ['eth0', 'eth1'] }],
    ['an empty string is the empty list', { ports: '' }, { ports: [] }],
    ['dicts in lists', { bonds: ['device=b slaves=x'] }, { bonds: [{ name: 'b', ports: ['x'], state: 'present' }] }],
    ["Ansible's own keys are none", { _ansible_verbosity: 3 }, {}]
  ])('%s', (_, raw, values) => {
    expect(resolve(raw)).toEqual({ values: { state: 'present', ...values }, invalid: new Set(), problems: [] })
  })

  test.each([
    [true, '1'],
    [false, '0'],
    ['yes', '1'],
    ['False', '0'],
    ['on', 'on'],
    ['off', 'off'],
    [1, '1'],
    ['0', '0']
  ])('an option that is on or off takes %j as %s', (given, value) => {
    expect(resolve({ gate: given }).values.gate).toBe(value)
  })

  test('a word that is neither on nor off stays for the validator', () => {
    expect(resolve({ gate: 'half' }).values.gate).toBe('half')
  })

  test('__proto__ is a key like any other', () => {
    const raw = JSON.parse('{"ifcfg": {"__proto__": "x"}}')
    const { values } = resolveArguments({ spec: specs, validate: validatorOf(specs) }, raw)
    expect(JSON.stringify(values.ifcfg)).toBe('{"__proto__":"x"}')
  })
})

describe('problems', () => {
  const known = 'Known options: name, mode, miimon, ports, state, gate, ifcfg'

  test.each([
    ['a value', { miimon: -1 }, `miimon: -1 is refused, it must be ${miimonWords}`, ['miimon']],
    ['a type', { miimon: 'abc' }, `miimon: "abc" is refused, it must be ${miimonWords}`, ['miimon']],
    ['a boolean as a number', { miimon: true }, `miimon: true is refused, it must be ${miimonWords}`, ['miimon']],
    ['a choice', { state: 'up' }, 'state: "up" is refused, it must be one of present, absent', ['state']],
    [
      'a list for a string',
      { name: ['a'] },
      `name: a list of 1 element is refused, it must be ${deviceWords}`,
      ['name']
    ],
    [
      'an element',
      { ports: ['eth0', 'a b'] },
      `ports[1]: "a b" is refused, it must be ${deviceWords}`,
      ['ports[1]', 'ports']
    ],
    [
      'an element of a type',
      { ports: ['eth0', null] },
      `ports[1]: null is refused, it must be ${deviceWords}`,
      ['ports[1]', 'ports']
    ],
    [
      'a dict as text, which may hold secrets',
      { ifcfg: '{KEY=x' },
      'ifcfg: this text is refused, it must be a dict, or a string of JSON or key=value pairs',
      ['ifcfg']
    ],
    [
      'a nested value',
      { bonds: [{ name: 'a' }, { mode: 7 }] },
      'bonds[1].mode: "7" is refused, it must be a mode',
      ['bonds[1].mode']
    ],
    [
      'a nested element',
      { bonds: [{ ports: ['a', 'b c'] }] },
      `bonds[0].ports[1]: "b c" is refused, it must be ${deviceWords}`,
      ['bonds[0].ports[1]', 'bonds[0].ports']
    ],
    [
      'an element that is no dict',
      { bonds: ['x'] },
      'bonds[0]: this text is refused, it must be a dict, or a string of JSON or key=value pairs',
      ['bonds[0]', 'bonds']
    ],
    [
      'a name and its alias that differ',
      { name: 'a', device: 'b' },
      'name: is given as name and device with different values; leave one out',
      ['name']
    ],
    [
      'an integer that lost digits',
      { name: 2 ** 60 },
      /^name: a number as big as 1152921504606847000 .* quote it$/,
      ['name']
    ],
    [
      'the same inside a dict',
      { ifcfg: { HWADDR: 2 ** 60 } },
      /^ifcfg: a number as big as 1152921504606847000 /,
      ['ifcfg']
    ],
    ['an unknown option', { foo: 1 }, `foo: is no option of this module; ${known}, bonds`, []],
    ['a typing error', { miimom: 1 }, /^miimom: .*; did you mean miimon\? Known options: /, []],
    ['a word too much', { bond_mode: 1 }, /^bond_mode: .*; did you mean mode\? Known options: /, []],
    ['another case', { MODE: 1 }, /^MODE: .*; did you mean mode\? Known options: /, []],
    ['an unknown nested option', { bonds: [{ slave: 'a' }] }, /^bonds\[0\]\.slave: is no option of bonds\[0\]; /, []],
    ['a name of all objects', { constructor: 1 }, /^constructor: is no option of this module; Known options: /, []]
  ])('%s', (_, raw, message, invalid) => {
    const resolved = resolve(raw)
    expect(resolved.problems).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)])
    expect([...resolved.invalid]).toEqual(invalid)
  })

  test('a name of three million letters is not compared letter by letter', () => {
    const start = performance.now()
    const { problems } = resolve({ ['x'.repeat(3_000_000)]: 1 })
    expect(problems).toEqual([expect.stringMatching(/x: is no option of this module; Known options: /)])
    expect(performance.now() - start).toBeLessThan(2000)
  })

  test('all come at once, one for each value', () => {
    const { problems } = resolve({ foo: 1, mode: 7, miimon: 'x', ports: ['a b', 'c', ''], bonds: [{ miimon: 1.5 }] })
    expect(problems.map(problem => problem.split(':')[0])).toEqual([
      'foo',
      'miimon',
      'bonds[0].miimon',
      'mode',
      'ports[0]',
      'ports[2]'
    ])
  })

  test('values with a problem are left out, those beside them stay', () => {
    const { values } = resolve({ mode: 7, miimon: 1, ports: ['a', 'b c'], bonds: [{ name: 'x y', mode: 1 }] })
    expect(values).toEqual({ miimon: 1, state: 'present', bonds: [{ mode: '1', state: 'present' }] })
  })
})

describe('rules between options', () => {
  const rules: ArgumentRules = {
    mutuallyExclusive: [[['bonds'], ['name', 'mode', 'state']]],
    requiredOneOf: [['name', 'bonds']],
    requiredIf: [{ option: 'state', is: 'present', needs: ['ports'], unless: 'bonds' }],
    suboptions: { bonds: { requiredIf: [{ option: 'state', is: 'present', needs: ['ports', 'mode'] }] } }
  }

  test.each([
    ['all is well', { name: 'b', ports: 'a' }, []],
    ['the other way', { bonds: [{ ports: 'a', mode: 1 }] }, []],
    ['a default needs what it needs', { name: 'b' }, ['ports: is required with state=present']],
    ['null is not given', { name: 'b', ports: null }, ['ports: is required with state=present']],
    ['another value does not', { name: 'b', state: 'absent' }, []],
    ['nothing is given', {}, ['name or bonds: is required', 'ports: is required with state=present']],
    [
      'both sides are given',
      { bonds: [], mode: 1, name: 'b' },
      ['bonds: cannot be given together with name, mode; leave one side out']
    ],
    ['a default excludes nothing', { bonds: [] }, []],
    ['rules inside dicts', { bonds: [{}] }, ['bonds[0].ports, mode: is required with state=present']]
  ])('%s', (_, raw, problems) => {
    expect(resolve(raw, rules).problems).toEqual(problems)
  })

  test('what is missing is marked, so that nothing further is said of it', () => {
    expect([...resolve({ bonds: [{}] }, rules).invalid]).toEqual(['bonds[0].ports', 'bonds[0].mode'])
  })

  test('a required option', () => {
    const required: OptionSpecs = { name: { type: 'str', required: true } }
    const resolved = resolveArguments({ spec: required, validate: validatorOf(required) }, {})
    expect(resolved).toEqual({ values: {}, invalid: new Set(['name']), problems: ['name: is required'] })
  })
})
