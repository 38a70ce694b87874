import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { checkout } from '../../../tools/setup/shell.mjs'
import { binFolder, versionSkipReason } from '../../integration/bench/ansible.ts'

const missing = { nic_bonding_missing: true, machine: 'x86_64', gzip: false, user: '0', folders: [] as unknown }

/** Answers of a host that lies to a call, with the program that it says has run. */
const lies: readonly (readonly [string, unknown, string?])[] = [
  ['module', { ...missing, folders: [['/elsewhere', 'absent', '/elsewhere']] }],
  ['module', { ...missing, machine: ['x86_64'] }],
  ['module', { ...missing, machine: '../../etc' }],
  ['module', { ...missing, folders: [['/opt/nic-bonding', ['absent'], '']] }],
  ['module', { ...missing, folders: [['/opt/nic-bonding']] }],
  ['module', { ...missing, folders: 'all' }],
  ['module', { ...missing, user: '\u001b]0;x\u0007' }],
  ['module', { nic_bonding_missing: true }],
  ['module', { changed: false }, '/somewhere/else/nic-bonding'],
  ['removal', 'nic-bonding-program open\n'],
  ['removal', 'nic-bonding-program open x\n'],
  ['removal', 'nic-bonding-program failed \u001b[2J\n'],
  ['present', { nic_bonding_report: true }],
  ['present', { nic_bonding_report: true, machine: 'x86_64' }, '/opt/nic-bonding/x/nic-bonding'],
  ['trusted', { nic_bonding_report: true, machine: 'x86_64', sha256: 'a' }, '/opt/nic-bonding/x/nic-bonding'],
  ['planned', { ...missing, folders: [['~', 'absent', '~']] }]
]

/** What a host prints in the place of a module's answer. */
const printed: readonly string[] = [
  '{"changed":"yes"}',
  '{"msg":["a"]}',
  '{"warnings":5}',
  '{"warnings":[{}]}',
  '{"diff":[5]}',
  '{"diff":{"before":5}}',
  '{"ansible_facts":{"a":1}}',
  '{"ansible_stats":{"data":{}}}',
  '{"deprecations":[{"msg":"a"}]}',
  `{"bonds":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  '{"\\u001b[2J":1,"failed":"\\u001b[2J"}'
]

test.skipIf(versionSkipReason('newest') !== undefined)(
  'a host that lies gets neither a trace nor transfers without end',
  () => {
    expect(outcomesOf(lies)).toEqual(lies.map(() => expect.stringMatching(/^ProgramError: [ -~\n]*$/)))
  }
)

test.skipIf(versionSkipReason('newest') !== undefined)(
  'an answer of other types than a module gives is refused by name, before Ansible acts on it',
  () => {
    const msg = expect.stringMatching(
      /^the host gave an answer that no module of this collection gives \([ -~]+\); see/
    )
    const refused = { failed: true, changed: false, msg }
    expect(outcomesOf(printed.map(text => ['printed', text]))).toEqual(printed.map(() => refused))
  }
)

test.skipIf(versionSkipReason('newest') !== undefined)(
  'what is shown steers no terminal, and data stay as they are',
  () => {
    const steering = '\u001b]0;x\u0007\u009b2J\r'
    const [outcome] = outcomesOf([
      [
        'printed',
        `\u001b[2Jhello\n${JSON.stringify({ msg: steering, diff: { before: `${steering}\n` }, changes: [steering] })}`
      ]
    ])
    const visible = '\\x1b]0;x\\x07\\x9b2J\\x0d'
    expect(outcome).toEqual({ msg: visible, diff: { before: `${visible.slice(0, -4)}\r\n` }, changes: [steering] })
  }
)

function outcomesOf(calls: readonly (readonly unknown[])[]): readonly unknown[] {
  const script = path.join(import.meta.dirname, 'hostile-host.py')
  const argv = [script, path.join(checkout, 'collection/plugins')]
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }
  const { stdout, stderr } = spawnSync(path.join(binFolder('newest') ?? '', 'python'), argv, {
    encoding: 'utf8',
    env,
    input: JSON.stringify(calls)
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout.split('\n').at(-2) ?? '')
}
