import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../tools/sbom/components.ts'
import { checkout } from '../../../tools/setup/shell.mjs'
import { type Shell, shells } from '../../support/shell-host.ts'

/** What somebody with an account on the host may try against the scripts that root runs there. */
const skipReason = process.getuid?.() === 0 ? undefined : 'folders that belong to others need root'

const program = "#!/bin/sh\ncase $1 in --version) echo 'nic-bonding 1.2.3' ;; *) cat ;; esac\n"
const hash = sha256(program)
const name = hash.slice(0, 16)
const shellFolder = path.join(checkout, 'collection/plugins/plugin_utils/shell')

describe.skipIf(skipReason !== undefined).for(shells)('somebody with an account, and the scripts in $name', shell => {
  test.for(['run.sh', 'place.sh'])('cannot make %s trust his folder by a variable that become keeps', file => {
    const folder = `/opt/his/${name}`
    const his = `mkdir -p ${folder}; printf '%s' "$PROGRAM" >${folder}/nic-bonding; chmod 755 ${folder}/nic-bonding; chown -R 1000 /opt/his`
    const [answer = ''] = run(shell, file, [his, 'export me=1000', `echo '{}' | $SCRIPT`], '/opt/his')
    expect(JSON.parse(answer).folders).toEqual([['/opt/his', 'owner', '/opt/his']])
  })

  test('cannot have a file removed by a variable that become keeps', () => {
    const lines = run(
      shell,
      'remove.sh',
      ['echo 1 >/opt/victim', 'export claim=/opt/victim', '$SCRIPT', 'cat /opt/victim'],
      '/opt/none'
    )
    expect(lines.slice(-2)).toEqual(['nic-bonding-program end', '1'])
  })

  test('does not get at the program while it arrives', () => {
    const watch = `for _ in $(seq 50); do stat -c '%a %U' /opt/ours/${name}/.new-*/ >/tmp/seen 2>/dev/null && break; sleep 0.1; done`
    const send = `{ echo '{"a":1}'; printf '%s' "$PROGRAM" | head -c 9; ${watch}; printf '%s' "$PROGRAM" | tail -c +10; } | $SCRIPT`
    const lines = run(shell, 'place.sh', [send, 'cat /tmp/seen', `ls -A /opt/ours/${name}`], '/opt/ours')
    expect(lines).toEqual([`nic-bonding /opt/ours/${name}/nic-bonding`, '{"a":1}', '700 root', 'nic-bonding'])
  })

  test.for([
    ['is his', 'mkdir -p /opt/his/a', '/opt/his/a'],
    ['is a link of his', 'mkdir /opt/his; ln -s /opt/victim /opt/his/a', '/opt/his/a'],
    ['is behind a link of his', 'mkdir -p /opt/his /opt/victim/a; ln -s /opt/victim /opt/his/b', '/opt/his/b/a']
  ] as const)('cannot have anything removed by a folder of programs that %s', ([, his, folder]) => {
    const victim = `mkdir -p /opt/victim/a/${name} /opt/victim/${name}; echo 1 >/opt/victim/a/${name}/file`
    const move = `${his}; mkdir -p ${folder}/${name}; chown -h 1000 /opt/his /opt/his/* /opt/victim`
    const lines = run(
      shell,
      'remove.sh',
      [victim, move, '$SCRIPT', `cat /opt/victim/a/${name}/file`, `ls -d ${folder}/${name}`],
      folder
    )
    expect(lines).toEqual([`nic-bonding-program kept ${folder}`, 'nic-bonding-program end', '1', `${folder}/${name}`])
  })
})

/** Runs lines of shell with folders of their own, in which $SCRIPT is the script in the given shell. Returns what was printed. */
function run(shell: Shell, file: string, lines: readonly string[], folder: string): readonly string[] {
  const values: Readonly<Record<string, string>> = {
    OPEN: '',
    NAME: name,
    BYTES: String(program.length),
    SUM: hash,
    PROGRAMS: `name=${name} bytes=${program.length}`,
    NOW: '1800000000',
    TOKEN: 'token',
    READ: 'IFS= read -r arguments',
    RUN: 'printf \'%s\\n\' "$arguments" | "$1" bond',
    FOLDERS: folder
  }
  const text = ['trust.sh', file]
    .map(one => fs.readFileSync(path.join(shellFolder, one), 'utf8'))
    .join('')
    .replace(/@([A-Z]+)@/g, (_, key: string) => values[key] ?? "''")
  const host = [
    'for folder in /opt /tmp /var/lib /var/log; do mount -t tmpfs -o mode=755 tmpfs "$folder"; done',
    'mkdir /tmp/etc /tmp/work; mount -t overlay overlay -o lowerdir=/etc,upperdir=/tmp/etc,workdir=/tmp/work /etc',
    `printf '%s' "$TEXT" >/tmp/script`,
    `SCRIPT="${shell.path}${shell.name === 'busybox' ? ' sh' : ''} /tmp/script"`
  ]
  const argv = ['--mount', '--propagation', 'private', 'sh', '-c', [...host, ...lines].join('\n')]
  const done = spawnSync('unshare', argv, { encoding: 'utf8', env: { ...process.env, PROGRAM: program, TEXT: text } })
  if (done.stderr !== '') throw new Error(done.stderr + done.stdout)
  return done.stdout.trim().split('\n')
}
