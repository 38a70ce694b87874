import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { checkout } from '../../../tools/setup/shell.mjs'
import { binFolder, versionSkipReason } from '../../integration/bench/ansible.ts'

const missing = { nic_bonding_missing: true, machine: 'x86_64', gzip: false, user: '0', folders: [] as unknown }

/** Answers of a host that lies, with the program that it says has run. */
const lies: readonly (readonly [unknown, string?])[] = [
  [{ ...missing, folders: [['/elsewhere', 'absent', '/elsewhere']] }],
  [{ ...missing, machine: ['x86_64'] }],
  [{ ...missing, machine: '../../etc' }],
  [{ ...missing, folders: [['/opt/nic-bonding', ['absent'], '']] }],
  [{ ...missing, folders: [['/opt/nic-bonding']] }],
  [{ ...missing, folders: 'all' }],
  [{ ...missing, user: '\u001b]0;x\u0007' }],
  [{ nic_bonding_missing: true }],
  [{ changed: false }, '/somewhere/else/nic-bonding']
]

test.skipIf(versionSkipReason('newest') !== undefined)(
  'a host that lies gets neither a trace nor transfers without end',
  () => {
    const script = path.join(import.meta.dirname, 'hostile-host.py')
    const argv = [script, path.join(checkout, 'collection/plugins'), JSON.stringify(lies)]
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }
    const { stdout, stderr } = spawnSync(path.join(binFolder('newest') ?? '', 'python'), argv, {
      encoding: 'utf8',
      env
    })
    if (stdout === '') throw new Error(stderr)
    const outcomes: readonly unknown[] = JSON.parse(stdout.split('\n').at(-2) ?? '')
    expect(outcomes).toEqual(lies.map(() => expect.stringMatching(/^ProgramError: /)))
  }
)
