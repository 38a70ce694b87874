import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { loadCases } from '../load-cases.ts'

/** The files of a golden case of `bond`, as it finds or leaves them. */
export interface FieldHost {
  /** `<case>/before` or `<case>/after`. */
  readonly name: string
  readonly folder: string
  readonly files: ReadonlyMap<string, string>
  /** Every bond that these files speak of, as grep finds them. */
  readonly bonds: readonly string[]
}

/** The hosts with bonds: what every case of `bond` starts from and what it leads to, equal ones once. */
export function fieldHosts(): readonly FieldHost[] {
  const cases = loadCases().filter(({ module }) => module === 'bond')
  const sides = cases.flatMap(({ name, folder, before, after }) => [
    { name: `${name}/before`, folder: join(folder, 'before'), files: before },
    { name: `${name}/after`, folder: join(folder, 'after'), files: after }
  ])
  const hosts = sides
    .filter(({ folder }) => existsSync(folder))
    .map(side => ({ ...side, bonds: bondsIn(side.files) }))
    .filter(({ bonds }) => bonds.length > 0)
  const byFiles = new Map([...hosts].reverse().map(host => [JSON.stringify([...host.files]), host]))
  return [...byFiles.values()].reverse()
}

/** By the letter of the files: bonds by their own lines, and whatever MASTER names, if only by the UUID of a bond. */
function bondsIn(files: ReadonlyMap<string, string>): readonly string[] {
  const texts = ifcfgFiles(files).map(([, text]) => text)
  const bonds = texts.filter(text => /^(?:export )?(?:BONDING_OPTS=|TYPE=["']?Bond\b)/m.test(text))
  const own = bonds.map(deviceIn)
  const masters = texts.flatMap(text =>
    [...text.matchAll(/^[ \t]*MASTER=["']?([\w.-]+)/gm)].map(([, bond = '']) => bond)
  )
  const byUuid = (named: string): string => {
    const bond = bonds.find(text => text.includes(`UUID="${named}"`))
    return bond === undefined ? named : deviceIn(bond)
  }
  return [...new Set([...own, ...masters.map(byUuid)])].sort()
}

function deviceIn(text: string): string {
  return /^\W*(?:export )?DEVICE=["']?([\w.-]+)/m.exec(text)?.[1] ?? 'no DEVICE'
}

/** The ifcfg files by path, without copies that some or all readers skip. */
export function ifcfgFiles(files: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...files].filter(
    ([path]) => /^ifcfg-./.test(basename(path)) && !/(?:~|\.bak|\.rpmnew|\.orig|\.old|\.rpmsave)$/.test(path)
  )
}
