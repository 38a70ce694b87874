import { spawnSync } from 'node:child_process'
import { basename, join } from 'node:path'
import { readByAugeas } from './judges.ts'
import type { GoldenCase } from './load-cases.ts'

/** Keys by the names of ifcfg files. */
export type KeysOfFiles = Readonly<Record<string, readonly string[]>>

/** The ifcfg files that a case changes and that are there before and after. */
export function changedFiles({ before, after }: GoldenCase): readonly string[] {
  return [...before.keys()].filter(
    path =>
      basename(path).startsWith('ifcfg-') && after.has(path) && after.get(path) !== before.get(path) && !isLink(path)
  )
  function isLink(path: string): boolean {
    return before.get(path)?.startsWith('-> ') === true
  }
}

/** The keys of each file that bash, or augeas where it parses both texts, reads otherwise before and after. */
export function differingKeys(golden: GoldenCase): KeysOfFiles {
  const differing = changedFiles(golden).map((path): [string, readonly string[]] => {
    const sourced = rootsOf(golden).map(root => variablesOf(join(root, path)))
    return [
      basename(path),
      [...new Set([...differences(sourced), ...differences(parsedByAugeas(golden, path))])].sort()
    ]
  })
  return Object.fromEntries(differing)
}

/** Whether augeas parses every file that a case changes, before and after. */
export function isReadByAugeas(golden: GoldenCase): boolean {
  return changedFiles(golden).every(path => parsedByAugeas(golden, path).every(values => values !== undefined))
}

/** The comments that a case loses, each with its file. */
export function lostComments(golden: GoldenCase): readonly string[] {
  return changedFiles(golden).flatMap(path => {
    const [before = [], after = []] = [golden.before, golden.after].map(tree =>
      (tree.get(path) ?? '').split('\n').filter(line => /^\s*#/.test(line))
    )
    const left = [...after]
    return before.filter(line => {
      const index = left.indexOf(line)
      if (index >= 0) left.splice(index, 1)
      return index < 0
    })
  })
}

function rootsOf({ folder }: GoldenCase): readonly string[] {
  return ['before', 'after'].map(name => join(folder, name))
}

const known = new Map<string, ReturnType<typeof readByAugeas>>()

function parsedByAugeas(golden: GoldenCase, path: string): readonly (ReadonlyMap<string, string> | undefined)[] {
  return rootsOf(golden).map(root => {
    const { values, errors } = known.get(root) ?? readByAugeas(root)
    known.set(root, { values, errors })
    return errors.some(error => error.includes(`${path}/`)) ? undefined : (values.get(path) ?? new Map())
  })
}

function differences(readings: readonly (ReadonlyMap<string, string> | undefined)[]): readonly string[] {
  const [before, after] = readings
  if (before === undefined || after === undefined) return []
  return [...new Set([...before.keys(), ...after.keys()])].filter(key => before.get(key) !== after.get(key))
}

/** Every variable that bash has set once it has sourced a file, as it prints it; commands in the file find no program. */
function variablesOf(file: string): ReadonlyMap<string, string> {
  const script = `known=$'\\n'$(compgen -v)$'\\n'; . "$1" >/dev/null 2>&1
    for key in $(compgen -v); do
      [[ $key == known || $key == key || $key == BASH_* || $known == *$'\\n'"$key"$'\\n'* ]] || declare -p "$key"
    done`
  const done = spawnSync('/bin/bash', ['--norc', '-c', script, 'bash', file], {
    encoding: 'latin1',
    env: { PATH: '/nonexistent', LC_ALL: 'C' }
  })
  if (done.error !== undefined) throw done.error
  return new Map(
    done.stdout
      .split(/\n(?=declare )/)
      .map(text => /^declare \S+ (\w+)(?:=([\s\S]*?))?\n?$/.exec(text))
      .map((match): [string, string] => [match?.[1] ?? '', match?.[2] ?? ''])
      .filter(([key]) => key !== '')
  )
}
