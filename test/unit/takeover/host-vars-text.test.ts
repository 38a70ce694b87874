import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { hostVarsText } from '../../../modules/lib/takeover/host-vars-text.ts'
import { parseByPyYaml } from '../../support/py-yaml.ts'
import { ansiblePython } from '../ansible/ansible-validator.ts'

const python = ansiblePython('newest')

/** Strings that some reader of YAML takes for something else when they are bare. */
const ambiguous: readonly string[] = [
  ...['', ' ', '~', 'null', 'Null', 'y', 'N', 'yes', 'No', 'on', 'OFF', 'true', 'False'],
  ...[
    '0',
    '1',
    '-1',
    '+1',
    '010',
    '08',
    '0o17',
    '0b11',
    '0x1F',
    '1_000',
    '1:20',
    '190:20:30',
    '1.5',
    '1.',
    '.5',
    '1e3'
  ],
  ...['1.5e+3', '1E5', '.inf', '-.INF', '.nan', '2026-11-25', '2026-11-25T10:00:00Z', '2001-12-14 21:59:43.10 -5'],
  ...[
    '52:54:00:12:34:56',
    '08:00:27:5c:11:02',
    '10:20:30:40:50:59',
    '10.0.2.12',
    '802.3ad',
    'layer3+4',
    '::1',
    '=',
    '<<'
  ],
  ...[
    '- a',
    '-',
    '? a',
    ': a',
    'a: b',
    'a #b',
    '#a',
    '[a]',
    '{a}',
    'a, b',
    '&a',
    '*a',
    '!a',
    '|',
    '>',
    '%a',
    '@a',
    '`a'
  ],
  ...[
    "'",
    '"',
    "it's",
    '"a"',
    '\\',
    '\\n',
    '{{ a }}',
    'a\tb',
    'a\nb',
    '\n',
    '\u0000',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\u007f'
  ],
  ...[
    'ä',
    '\u{1f600}',
    '---',
    '...',
    'a ',
    ' a',
    '/etc',
    '0',
    '1a',
    '1e3x',
    'e1',
    'E-1',
    '0x',
    '1_0',
    '_',
    '1-2',
    '+a',
    'eth0'
  ]
]

const word = fc.oneof(
  fc.constantFrom(...ambiguous),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 })
)
const scalar = fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null))
const dict = fc.dictionary(word, fc.oneof(scalar, fc.dictionary(word, scalar, { minKeys: 1 })), { minKeys: 1 })
const bonds = fc.array(
  fc.record({
    name: word,
    ports: fc.array(scalar),
    miimon: fc.integer(),
    onboot: fc.boolean(),
    routes: fc.array(fc.dictionary(word, scalar)),
    port_ifcfg: dict
  })
)

test('a list of bonds reads back as it was by a reader of YAML 1.1 and by one of YAML 1.2', () => {
  const samples = fc.sample(bonds, 200)
  samples.push(
    ...ambiguous.map(text => [
      { name: text, ports: [text], miimon: 0, onboot: true, routes: [{ [text]: text }], port_ifcfg: { [text]: text } }
    ])
  )
  const texts = samples.map(hostVarsText)
  for (const text of texts) expect(text).toMatch(/^[\n -~]*$/)
  const ofYaml = texts.map(text => parse(text, { version: '1.1' }))
  expect(ofYaml).toEqual(samples.map(sample => ({ bonding_bonds: sample })))
  expect(texts.map(text => parse(text))).toEqual(samples.map(sample => ({ bonding_bonds: sample })))
})

test.skipIf(python === undefined)('and by PyYAML', () => {
  const samples = fc.sample(bonds, Number(process.env.FUZZ_RUNS ?? 200))
  samples.push(
    ...ambiguous.map(text => [
      { name: text, ports: [text], miimon: 0, onboot: true, routes: [{ [text]: text }], port_ifcfg: { [text]: text } }
    ])
  )
  expect(parseByPyYaml(python ?? '', samples.map(hostVarsText))).toEqual(
    samples.map(sample => ({ bonding_bonds: sample }))
  )
})

test('names and addresses as people write them stand without quotes', () => {
  const ports = ['eth0', 'ens33', 'enp0s3', '10.0.2.12', '802.3ad', 'layer3+4', 'active-backup', '/etc/x.conf']
  expect(hostVarsText([{ name: 'bond0', ports }])).toBe(
    `bonding_bonds:\n  - name: bond0\n    ports: [${ports.join(', ')}]\n`
  )
  expect(hostVarsText([])).toBe('bonding_bonds: []\n')
})
