import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { trustList } from '../../../tools/release/trust-list.ts'
import { sha256 } from '../../../tools/sbom/components.ts'
import { fapolicyd } from '../../../tools/setup/fapolicyd.mjs'
import { checkout } from '../../../tools/setup/shell.mjs'
import { type Shell, shells } from '../../support/shell-host.ts'

const cli = fapolicyd()
const skipReason =
  process.getuid?.() !== 0 ? 'another /etc needs root' : cli === undefined ? 'fapolicyd is not unpacked' : undefined
const script = fs
  .readFileSync(path.join(checkout, 'collection/plugins/plugin_utils/shell/program.sh'), 'utf8')
  .replace(/@[A-Z]+@/g, "''")

const program = 'the bytes of a program'
const hash = sha256(program)
const place = `/opt/nic-bonding/${hash.slice(0, 16)}/nic-bonding`
const line = `${place} ${program.length} ${hash}`
const list = '/etc/fapolicyd/trust.d/nic-bonding'
const prepared = `mkdir -p ${path.dirname(place)}; printf '%s' '${program}' >${place}`
const trusting = `set -f; trust ${place} ${program.length} ${hash}; echo "$trust"`

describe.skipIf(skipReason !== undefined).for(shells)('program.sh in $name', shell => {
  test('adds the program to a list of its own, by fapolicyd-cli, and only once', () => {
    const { lines, list: lists } = run(shell, [prepared, trusting, trusting])
    expect(lines).toEqual(['added', 'known'])
    expect(lists.filter(row => !row.startsWith('#'))).toEqual([line])
  })

  test('tells the daemon to read the lists, when there is one', () => {
    const daemon = 'mkfifo -m 660 /run/fapolicyd/fapolicyd.fifo; cat /run/fapolicyd/fapolicyd.fifo >/tmp/heard &'
    const { lines } = run(shell, [prepared, daemon, trusting, 'wait; cat /tmp/heard'])
    // What fapolicyd-cli writes for --update (fapolicyd-cli.c, do_reload): the number of the command.
    expect(lines).toEqual(['added', '1'])
  })

  test('does not wait for a daemon that was killed and has left its pipe', { timeout: 60_000 }, () => {
    const { lines } = run(shell, [prepared, 'mkfifo -m 660 /run/fapolicyd/fapolicyd.fifo', trusting])
    expect(lines).toEqual(['added'])
  })

  test('check mode says that it would, and does nothing', () => {
    const { lines, list: lists } = run(shell, [prepared, 'check=yes', trusting])
    expect(lines).toEqual(['added'])
    expect(lists).toEqual([])
  })

  test('removes the lines of programs that are gone, and no other', () => {
    const gone = `/opt/nic-bonding/0123456789abcdef/nic-bonding 3 ${sha256('old')}`
    const other = `/srv/other 3 ${sha256('old')}`
    const { list: lists } = run(shell, [prepared, `printf '%s\\n' '${gone}' '${other}' >${list}`, trusting])
    expect(lists.filter(row => !row.startsWith('#')).sort()).toEqual([line, other].sort())
  })

  test('where there is no fapolicyd nothing is done', () => {
    const { lines } = run(shell, [prepared, 'rm /usr/local/sbin/fapolicyd-cli', trusting])
    expect(lines).toEqual(['none'])
  })

  test('what fapolicyd-cli refuses is told', () => {
    const { lines } = run(shell, [`trust ${place} 1 ${hash}; echo "$trust: $said"`])
    expect(lines.join(' ')).toMatch(/^failed: Cant obtain realpath from: \S+$/)
  })
})

describe.skipIf(skipReason !== undefined)("a release's list", () => {
  test('is one that fapolicyd reads: it finds the program in it, by path, size and SHA-256', () => {
    const [shell] = shells
    if (shell === undefined) throw new Error('no shell')
    const given = trustList(Buffer.from(program), 'nic.bonding')
    const put = `printf '%s' '${given}' >${list}`
    const { lines } = run(shell, [prepared, put, trusting, `fapolicyd-cli --file add ${place} 2>&1`])
    expect(lines[0]).toBe('known')
    expect(lines.join(' ')).toContain('there is nothing to add')
  })
})

interface Outcome {
  readonly lines: readonly string[]
  /** The lines of our list afterwards. */
  readonly list: readonly string[]
}

/** Runs lines of shell behind the script, on a host of its own that has Debian's fapolicyd-cli and an empty configuration of it. */
function run(shell: Shell, lines: readonly string[]): Outcome {
  const host = [
    'for folder in /opt /run /tmp /usr/local/sbin; do mount -t tmpfs tmpfs "$folder"; done',
    'mount -t tmpfs tmpfs /mnt && mkdir /mnt/upper /mnt/work',
    'mount -t overlay overlay -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work /etc',
    'mkdir -p /etc/fapolicyd/trust.d /run/fapolicyd',
    `printf '#!/bin/sh\\nLD_LIBRARY_PATH=%s exec %s "$@"\\n' '${cli}/usr/lib/'*-linux-gnu '${cli}/usr/sbin/fapolicyd-cli' >/usr/local/sbin/fapolicyd-cli`,
    'chmod +x /usr/local/sbin/fapolicyd-cli; : >/etc/fapolicyd/fapolicyd.trust',
    script
  ]
  const text = [...host, ...lines, `echo ==; cat ${list} 2>/dev/null`, 'true'].join('\n')
  const argv = ['--mount', '--propagation', 'private', shell.path, ...(shell.name === 'busybox' ? ['sh'] : [])]
  const done = spawnSync('unshare', [...argv, '-c', text], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${done.status}: ${done.stderr}${done.stdout}`)
  const [said = '', found = ''] = done.stdout.split('==\n')
  return { lines: said.trim().split('\n'), list: found === '' ? [] : found.trim().split('\n') }
}
