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

  /** A folder of root's that he may only make links to. */
  const victim = `mkdir -p /opt/victim/${name}; printf '%s' "$PROGRAM" >/opt/victim/${name}/nic-bonding; chmod 755 /opt/victim/${name}/nic-bonding`
  const hisLink = 'mkdir -p /opt/his; ln -s /opt/victim /opt/his/a; chown -h 1000 /opt/his /opt/his/a'

  test.for([
    ['run.sh', '/opt/his/a'],
    ['run.sh', '/opt/mine'],
    ['run.sh', '/opt/all/his'],
    ['named.sh', `/opt/his/a/${name}/nic-bonding`],
    ['named.sh', `/opt/mine/${name}/nic-bonding`]
  ] as const)('cannot choose by a link of his what %s runs from %s', ([file, folder]) => {
    const shared = 'mkdir -m 1777 /opt/all; ln -s /opt/victim /opt/all/his; chown -h 1000 /opt/all/his'
    const lines = [victim, hisLink, shared, 'ln -s /opt/his/a /opt/mine', `echo '{}' | $SCRIPT`]
    const [answer = ''] = run(shell, file, lines, folder)
    expect(JSON.parse(answer).folders).toEqual([
      folder === '/opt/all/his' ? [folder, 'writable', folder] : [folder, 'owner', '/opt/his']
    ])
  })

  test.for(['/opt/his/a/new', '/opt/his/new', '/opt/his/dangling/new', '/opt/open/new'])(
    'cannot have a folder made where he leads root: %s',
    folder => {
      const his = `${hisLink}; ln -s /opt/victim/made /opt/his/dangling; mkdir -m 777 /opt/open`
      const lines = [
        victim,
        his,
        `{ echo '{}'; printf '%s' "$PROGRAM"; } | $SCRIPT`,
        'find /opt | sort | grep -E "new|made"'
      ]
      const [answer = '', ...made] = run(shell, 'place.sh', [...lines, 'true'], folder)
      expect(JSON.parse(answer).folders[0].slice(0, 2)).toEqual([
        folder,
        folder.includes('open') ? 'writable' : 'owner'
      ])
      expect(made).toEqual([])
    }
  )

  test('cannot have what is his removed, or led to, from a folder with the sticky bit', () => {
    const his = [0, 1, 2, 3].map(
      at => `mkdir /opt/all/${at}123456789abcdef; : >/opt/all/${at}123456789abcdef/nic-bonding`
    )
    const others = `${his.join('; ')}; ln -s /opt/victim/${name} /opt/all/fedcba9876543210; mkdir /opt/victim/${name}/.new-1-x; chown -hR 1000 /opt/all/*`
    const all = [victim, 'mkdir -m 1777 /opt/all', others]
    const before =
      'find /opt/all /opt/victim -path "/opt/all/[^N]*" -o -path "/opt/victim/*" | grep -v NAME/nic-bonding | sort >/tmp/'.replaceAll(
        'NAME',
        `all/${name}`
      )
    const place = [
      ...all,
      `${before}one`,
      `{ echo '{}'; printf '%s' "$PROGRAM"; } | $SCRIPT`,
      `rm -r /opt/all/${name}`,
      `${before}two`,
      'cmp /tmp/one /tmp/two'
    ]
    expect(run(shell, 'place.sh', place, '/opt/all')).toEqual([`nic-bonding /opt/all/${name}/nic-bonding`, '{}'])
    const remove = [...all, `${before}one`, '$SCRIPT', `${before}two`, 'cmp /tmp/one /tmp/two']
    expect(run(shell, 'remove.sh', remove, '/opt/all')).toEqual([
      'nic-bonding-program kept /opt/all',
      'nic-bonding-program end'
    ])
  })

  test.for(['run.sh', 'place.sh', 'named.sh', 'remove.sh'])('changes nothing of %s by his environment', file => {
    const environment =
      "env TIME_STYLE='+%n' BLOCK_SIZE=K LS_BLOCK_SIZE=K QUOTING_STYLE=c POSIXLY_CORRECT=1 CDPATH=/opt/his IFS=/ GZIP=-V"
    const his =
      'mkdir /opt/his; for one in ls id uname rm mv readlink ln mkdir cat dd; do ln -s /opt/his/evil "/opt/his/$one"; done'
    const evil = "printf '#!/bin/sh\\n: >/tmp/ran\\n' >/opt/his/evil; chmod 755 /opt/his/evil; cd /opt/his"
    const paths = [':/usr/bin:/bin', '.:/usr/bin:/bin', '/usr/bin:/bin:his', '/usr/bin:/bin:']
    const runs = paths.map(
      value =>
        `{ echo '{}'; printf '%s' "$PROGRAM"; } | ${environment} PATH=${value} $SCRIPT >/tmp/said; ls -d /tmp/ran 2>/dev/null; head -n 1 /tmp/said`
    )
    const folder = file === 'named.sh' ? `/opt/victim/${name}/nic-bonding` : '/opt/victim'
    const lines = run(shell, file, [victim, his, evil, ...runs], folder)
    const found =
      file === 'remove.sh'
        ? 'nic-bonding-program removed /opt/victim'
        : file === 'named.sh'
          ? 'nic-bonding-version nic-bonding 1.2.3'
          : `nic-bonding /opt/victim/${name}/nic-bonding`
    expect(lines[0]).toMatch(found)
    expect(lines).not.toContain('/tmp/ran')
  })

  test.for(['run.sh', 'place.sh', 'named.sh', 'remove.sh'])('%s reads no variable that it has not set', file => {
    const folder = file === 'named.sh' ? '/opt/none/nic-bonding' : '/opt/none'
    const [said] = run(shell, file, [`{ echo '{}'; printf '%s' "$PROGRAM"; } | $STRICT 2>&1 | head -n 1`], folder)
    expect(said).toMatch(/^(?:\{"nic_bonding_missing|nic-bonding )|-program end$/)
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
    NAMED: folder,
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
    `SCRIPT="${shell.path}${shell.name === 'busybox' ? ' sh' : ''} /tmp/script"`,
    `STRICT="${shell.path}${shell.name === 'busybox' ? ' sh' : ''} -u /tmp/script"`
  ]
  const argv = ['--mount', '--propagation', 'private', 'sh', '-c', [...host, ...lines].join('\n')]
  const done = spawnSync('unshare', argv, { encoding: 'utf8', env: { ...process.env, PROGRAM: program, TEXT: text } })
  if (done.stderr !== '') throw new Error(done.stderr + done.stdout)
  return done.stdout.trim().split('\n')
}
