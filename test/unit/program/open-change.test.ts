import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkout } from '../../../tools/setup/shell.mjs'
import { type Shell, shells } from '../../support/shell-host.ts'

const skipReason = process.getuid?.() !== 0 ? 'another /opt needs root' : undefined

const own = '0123456789abcdef'
const other = 'fedcba9876543210'
const place = (name: string): string => `/opt/nic-bonding/${name}/nic-bonding`
const text = (version: string): string =>
  `#!/bin/sh\ncase $1 in --version) echo 'nic-bonding ${version}' ;; *) cat ;; esac\n`
const change = '/var/lib/nic-bonding/0badcafe'

const folder = path.join(checkout, 'collection/plugins/plugin_utils/shell')
const read = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8')
const values: Readonly<Record<string, string>> = {
  PROGRAMS: `name=${own} bytes=${text('2.0.0').length}`,
  OPEN: read('open.sh'),
  FOLDERS: '/opt/nic-bonding',
  RUN: 'printf \'{"a":1}\\n\' | "$1" network_apply'
}
const script = `${read('trust.sh')}${read('run.sh')}`.replace(/@([A-Z]+)@/g, (_, key: string) => values[key] ?? '')

describe.skipIf(skipReason !== undefined).for(shells)('what is asked of a change, in $name', shell => {
  test.for(['applying', 'waiting', 'reverting'])('%s: the version that began it answers', state => {
    expect(run(shell, state, place(other))).toEqual([
      'nic-bonding-version nic-bonding 1.0.0',
      `nic-bonding ${place(other)}`,
      '{"a":1}'
    ])
  })

  test.for(['written', 'confirmed', 'reverted', 'failed'])('%s: the present version answers', state => {
    expect(run(shell, state, place(other))).toEqual([`nic-bonding ${place(own)}`, '{"a":1}'])
  })

  test.for([
    ['is gone', place('0000000000000000'), 'true'],
    ['is not named', '', 'true'],
    ['can be written by others', place(other), `chmod 777 ${path.dirname(place(other))}`],
    ['is a link', place(other), `mv ${place(other)} /opt/else; ln -s /opt/else ${place(other)}`],
    ['is the present one', place(own), 'true']
  ] as const)('where that version %s, the present one answers', ([, program, more]) => {
    expect(run(shell, 'waiting', program, more)).toEqual([`nic-bonding ${place(own)}`, '{"a":1}'])
  })
})

/** Runs the script on a host that has both versions and a change in that state, which `program` began. Returns what was printed. */
function run(shell: Shell, state: string, program: string, more = 'true'): readonly string[] {
  const lines = [
    'for folder in /opt /var/lib; do mount -t tmpfs -o mode=755 tmpfs "$folder"; done',
    ...[own, other].map(name => `mkdir -p ${path.dirname(place(name))}`),
    `printf %s "$OWN" >${place(own)}; printf %s "$OTHER" >${place(other)}; chmod 755 ${place(own)} ${place(other)}`,
    `mkdir -p ${change}; echo ${state} >${change}/state; echo '${program}' >${change}/program`,
    more,
    `${shell.name === 'busybox' ? `${shell.path} sh` : shell.path} -c "$SCRIPT"`
  ]
  const env = { ...process.env, OWN: text('2.0.0'), OTHER: text('1.0.0'), SCRIPT: script }
  const argv = ['--mount', '--propagation', 'private', 'sh', '-c', lines.join('\n')]
  const done = spawnSync('unshare', argv, { encoding: 'utf8', env })
  if (done.status !== 0) throw new Error(`${done.status}: ${done.stderr}${done.stdout}`)
  return done.stdout.trim().split('\n')
}
