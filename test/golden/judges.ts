import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** What bash says when it sources a file as the init scripts do: the variables it set, and whatever it complained of. */
export function sourceInBash(
  file: string,
  keys: readonly string[]
): { readonly stderr: string; readonly values: ReadonlyMap<string, string> } {
  const script = `. "$1" >/dev/null || echo "rc $?" >&2; shift; for key in "$@"; do [ -z "\${!key+set}" ] || printf '%s=%s\\0' "$key" "\${!key}"; done`
  const done = spawnSync('/bin/bash', ['--norc', '-c', script, 'bash', file, ...keys], {
    encoding: 'utf8',
    env: { PATH: '/nonexistent', LC_ALL: 'C.UTF-8' }
  })
  const values = done.stdout
    .split('\0')
    .filter(pair => pair !== '')
    .map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
  return { stderr: done.stderr, values: new Map(values) }
}

/** What augeas makes of the ifcfg and modprobe.d files under a root: the paths of those it cannot parse. */
export function augeasErrors(root: string): readonly string[] {
  const transforms = [
    'Shellvars incl /etc/sysconfig/network-scripts/ifcfg-*',
    'Modprobe incl /etc/modprobe.d/*.conf'
  ].flatMap(transform => ['--transform', transform])
  const done = spawnSync('augtool', ['--noautoload', '--root', root, ...transforms, 'match', '/augeas/files//error'], {
    encoding: 'utf8'
  })
  if (done.error !== undefined) throw done.error
  return done.stdout.split('\n').filter(line => line.startsWith('/augeas/files'))
}

/** The alias lines that modprobe itself reads from /etc/modprobe.d under a root, and what it complains of. */
export function modprobeAliases(root: string): { readonly aliases: readonly string[]; readonly stderr: string } {
  const done = spawnSync('/sbin/modprobe', ['-C', join(root, 'etc/modprobe.d'), '--showconfig'], { encoding: 'utf8' })
  if (done.error !== undefined) throw done.error
  const own = done.stdout.split('# End of configuration files')[0] ?? ''
  return { aliases: own.split('\n').filter(line => line.startsWith('alias ')), stderr: done.stderr }
}
