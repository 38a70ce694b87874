import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
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

/** What augeas makes of the ifcfg and modprobe.d files under a root. */
export interface AugeasReading {
  /** A line for each file that it cannot parse, with its path. */
  readonly errors: readonly string[]
  /** The values of the ifcfg files by path and key, without the quotes around them; of a repeated key the last. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** Asks augeas, by its Shellvars and Modprobe lenses. */
export function readByAugeas(root: string): AugeasReading {
  const transforms = [
    'Shellvars incl /etc/sysconfig/network-scripts/ifcfg-*',
    'Modprobe incl /etc/modprobe.d/*.conf'
  ].flatMap(transform => ['--transform', transform])
  const done = spawnSync('augtool', ['--noautoload', '--root', root, ...transforms], {
    encoding: 'utf8',
    input: 'match /augeas/files//error\nprint /files/etc/sysconfig/network-scripts\n'
  })
  if (done.error !== undefined) throw done.error
  const values = new Map<string, Map<string, string>>()
  for (const line of done.stdout.split('\n')) {
    const [, path, key, quoted] = /^\/files(\/\S*)\/(\w+)(?:\[\d+\])? = "(.*)"$/.exec(line) ?? []
    if (path === undefined || key === undefined || quoted === undefined) continue
    const ofFile = values.get(path) ?? new Map<string, string>()
    values.set(path, ofFile.set(key, unquote(quoted)))
  }
  return { errors: done.stdout.split('\n').filter(line => line.startsWith('/augeas/files')), values }
}

/** augtool escapes what it prints; augeas keeps the quotes of the file. */
function unquote(printed: string): string {
  return printed.replace(/\\(["\\])/g, '$1').replace(/^(["'])(.*)\1$/, '$2')
}

/** The alias lines that modprobe itself reads under a root, from every folder and file of its, and what it complains of. */
export function modprobeAliases(root: string): { readonly aliases: readonly string[]; readonly stderr: string } {
  const { lines, stderr } = showConfig(root)
  return { aliases: lines.filter(line => line.startsWith('alias ')), stderr }
}

/** The options that modprobe itself reads for a module under a root, all lines together; of a repeated one the last. */
export function modprobeOptions(root: string, module: string): ReadonlyMap<string, string | null> {
  const start = `options ${module.replaceAll('-', '_')} `
  const text = showConfig(root)
    .lines.filter(line => line.startsWith(start))
    .map(line => line.slice(start.length))
    .join(' ')
  const words = [...text.matchAll(/(?<=^|\s)([^\s="]+)(?:=("[^"]*"|\S*))?(?=\s|$)/g)]
  return new Map(words.map(([, name = '', value]) => [name.replaceAll('-', '_'), value?.replaceAll('"', '') ?? null]))
}

/** `modprobe --showconfig`, without what it knows from elsewhere. */
function showConfig(root: string): { readonly lines: readonly string[]; readonly stderr: string } {
  const places = ['etc/modprobe.conf', 'etc/modprobe.d', 'run/modprobe.d', 'usr/lib/modprobe.d', 'lib/modprobe.d']
  const configs = places.map(place => join(root, place)).filter(existsSync)
  if (configs.length === 0) return { lines: [], stderr: '' }
  const args = [...configs.flatMap(config => ['-C', config]), '--showconfig']
  const done = spawnSync('/sbin/modprobe', args, { encoding: 'utf8' })
  if (done.error !== undefined) throw done.error
  const own = done.stdout.split('# End of configuration files')[0] ?? ''
  return { lines: own.split('\n'), stderr: done.stderr }
}

/** Whether a module is loaded for a name by these alias lines, wildcards among them. */
export function leadsTo(aliases: readonly string[], name: string, module: string): boolean {
  return aliases.some(line => {
    const [, pattern = '', target] = line.split(' ')
    const regex = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')
    return target === module && new RegExp(`^${regex}$`).test(name.replaceAll('-', '_'))
  })
}
