import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../tools/sbom/components.ts'
import { checkout } from '../../../tools/setup/shell.mjs'
import { type Shell, shells } from '../../support/shell-host.ts'

const skipReason = process.getuid?.() !== 0 ? 'another /opt needs root' : undefined

const program = "#!/bin/sh\ncase $1 in --version) echo 'nic-bonding 1.2.3' ;; *) cat ;; esac\n"
const hash = sha256(program)
const name = hash.slice(0, 16)
const folder = '/opt/nic-bonding'
const now = 1_800_000_000

const shellFolder = path.join(checkout, 'collection/plugins/plugin_utils/shell')
const values: Readonly<Record<string, string>> = {
  NAME: name,
  BYTES: String(program.length),
  SUM: hash,
  NOW: String(now),
  TOKEN: '$$',
  UPLOAD: "''",
  PACKED: "''",
  TEMPORARY: "''",
  READ: 'IFS= read -r arguments',
  RUN: 'printf \'%s\\n\' "$arguments" | "$1" bond',
  FOLDERS: `${folder} /opt/other`
}
const script = ['trust.sh', 'place.sh']
  .map(file => fs.readFileSync(path.join(shellFolder, file), 'utf8'))
  .join('')
  .replace(/@([A-Z]+)@/g, (_, key: string) => values[key] ?? '')

const send = (bytes = program.length): string =>
  `{ echo '{"a":1}'; printf '%s' "$PROGRAM" | head -c ${bytes}; } | $SHELL_UNDER_TEST -c "$SCRIPT"`
const found = `cd /opt && find . -type f -exec stat -c '%a %n' {} + | sort -k2`
const older = [1, 2, 3, 4].map(age => `${age}23456789abcdef0`)
const withOlder = older.map(
  (one, age) =>
    `mkdir -p ${folder}/${one}; : >${folder}/${one}/nic-bonding; touch -d @${now - (age + 1) * 1000} ${folder}/${one}`
)

describe.skipIf(skipReason !== undefined).for(shells)('place.sh in $name', shell => {
  test('puts the program there and runs the module, with the same modes under every umask', () => {
    for (const mask of ['077', '002', '000']) {
      const lines = run(shell, [
        `umask ${mask}`,
        send(),
        `stat -c '%a %u' ${folder} ${folder}/${name} ${folder}/${name}/nic-bonding`
      ])
      expect(lines).toEqual([`nic-bonding ${folder}/${name}/nic-bonding`, '{"a":1}', '755 0', '755 0', '755 0'])
    }
  })

  test('a transfer that was cut off leaves nothing, and is told', () => {
    const [answer = '', ...rest] = run(shell, [send(20), found])
    expect(JSON.parse(answer).folders).toEqual([[folder, 'damaged', expect.stringContaining('/.new-')]])
    expect(rest).toEqual([])
  })

  test('a program of ours that is damaged is replaced, a link in its place is not followed', () => {
    const damaged = `mkdir -p ${folder}/${name}; echo 1 >${folder}/${name}/nic-bonding`
    expect(run(shell, [damaged, send(), found]).at(-1)).toBe(`755 ./nic-bonding/${name}/nic-bonding`)
    const linked = `mkdir -p ${folder}/${name}; echo 1 >/opt/else; ln -s /opt/else ${folder}/${name}/nic-bonding`
    expect(run(shell, [linked, send(), 'cat /opt/else'])).toEqual([
      `nic-bonding /opt/other/${name}/nic-bonding`,
      '{"a":1}',
      '1'
    ])
  })

  test('two at once do each other no harm', () => {
    const both = [`(${send()} >/tmp/one) & (${send()} >/tmp/two); wait; cat /tmp/one /tmp/two`, found]
    const answer = [`nic-bonding ${folder}/${name}/nic-bonding`, '{"a":1}']
    expect(run(shell, both)).toEqual([...answer, ...answer, `755 ./nic-bonding/${name}/nic-bonding`])
  })

  test.each([name, `.new-${now}-*`])(
    'a folder that another task removes just before %s is made there is made again',
    last => {
      const mkdir = `#!/bin/sh
      for last; do :; done
      case $last in */${last}) [ -e /tmp/once ] || { : >/tmp/once; rm -rf ${folder}; } ;; esac
      exec /bin/mkdir "$@"`
      const lines = run(shell, [
        `mkdir /tmp/bin; printf '%s' '${mkdir}' >/tmp/bin/mkdir; chmod 755 /tmp/bin/mkdir`,
        `PATH=/tmp/bin:$PATH; ${send()}`
      ])
      expect(lines).toEqual([`nic-bonding ${folder}/${name}/nic-bonding`, '{"a":1}'])
    }
  )

  test('a program that another task removes just after it was found is put there again', () => {
    const sum = `#!/bin/sh
      sha=$(/usr/bin/sha256sum) && echo "$sha"
      [ -e /tmp/once ] || { : >/tmp/once; rm -rf ${folder}; }`
    const lines = run(shell, [
      `${send()}; mkdir /tmp/bin; printf '%s' '${sum}' >/tmp/bin/sha256sum; chmod 755 /tmp/bin/sha256sum`,
      `PATH=/tmp/bin:$PATH; ${send()}`
    ])
    const answer = [`nic-bonding ${folder}/${name}/nic-bonding`, '{"a":1}']
    expect(lines).toEqual([...answer, ...answer])
  })

  test('the newest three stay, as does all that is not a program', () => {
    const stray = `mkdir ${folder}/notes; : >${folder}/notes/nic-bonding; : >${folder}/${older[0]}/.new-${now - 4000}-x; : >${folder}/${older[0]}/.new-${now - 60}-x; touch -d @${now - 1000} ${folder}/${older[0]}`
    const lines = run(shell, [...withOlder, stray, send(), `cd ${folder} && find . -type f | sort`])
    const kept = [name, older[0], older[1]].map(one => `./${one}/nic-bonding`)
    expect(lines.slice(2)).toEqual([...kept, `./${older[0]}/.new-${now - 60}-x`, './notes/nic-bonding'].sort())
  })

  test.for(['written', 'waiting', 'failed'])('none is removed while a change is open: %s', state => {
    const change = `mkdir -p /var/lib/nic-bonding/a /var/lib/nic-bonding/b; echo confirmed >/var/lib/nic-bonding/a/state; echo ${state} >/var/lib/nic-bonding/b/state`
    const lines = run(shell, [...withOlder, change, send(), `ls ${folder} | wc -l`])
    expect(lines.at(-1)?.trim()).toBe('5')
    const settled = change.replace(state, 'reverted')
    expect(
      run(shell, [...withOlder, settled, send(), `ls ${folder} | wc -l`])
        .at(-1)
        ?.trim()
    ).toBe('3')
  })
})

/** Runs lines of shell with an /opt, /tmp and /var/lib of their own; the script runs in the given shell. Returns what was printed. */
function run(shell: Shell, lines: readonly string[]): readonly string[] {
  const host = 'for folder in /opt /tmp /var/lib; do mount -t tmpfs -o mode=755 tmpfs "$folder"; done'
  const env = {
    ...process.env,
    PROGRAM: program,
    SCRIPT: script,
    SHELL_UNDER_TEST: shell.name === 'busybox' ? `${shell.path} sh` : shell.path
  }
  const argv = ['--mount', '--propagation', 'private', 'sh', '-c', [host, ...lines, 'true'].join('\n')]
  const done = spawnSync('unshare', argv, { encoding: 'utf8', env })
  if (done.status !== 0) throw new Error(`${done.status}: ${done.stderr}${done.stdout}`)
  const text = done.stdout.trim()
  return text === '' ? [] : text.split('\n')
}
