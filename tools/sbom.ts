import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { type Bundled, type Component, components } from './sbom/components.ts'
import { spdxDocument, type Tool } from './sbom/spdx.ts'
import { checkout } from './setup/shell.mjs'

/**
 * Writes `licenses.txt` and `sbom.spdx.json` of what was bundled into a folder: `nic-bonding --licenses` and `--sbom` print
 * them. The same sources and packages give the same bytes on every machine and for every architecture.
 */
export function writeNotices(folder: string, bundled: Bundled): void {
  const [own, ...others] = components(bundled)
  if (own === undefined) throw new Error('the list of components is empty')
  const inside = [own, ...others] as const
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(folder, 'licenses.txt'), licensesText(inside))
  const created = releaseDate(own.version)
  fs.writeFileSync(path.join(folder, 'sbom.spdx.json'), spdxDocument({ inside, tools: buildTools(inside), created }))
}

/** When a version was released, from the changelog; the epoch while it is not. As an ISO date and time in UTC. */
export function releaseDate(version: string): string {
  const file = path.join(checkout, 'collection/changelogs/changelog.yaml')
  const date: unknown = fs.existsSync(file)
    ? parse(fs.readFileSync(file, 'utf8'))?.releases?.[version]?.release_date
    : undefined
  return `${typeof date === 'string' ? date : '1970-01-01'}T00:00:00Z`
}

/** The compiler and the bundler, which also have parts of themselves inside. */
function buildTools(inside: readonly Component[]): readonly Tool[] {
  return inside.flatMap(({ name, version, pin }) =>
    pin !== undefined && (name === 'zig' || name === 'esbuild') ? [{ name, version, license: 'MIT', pin }] : []
  )
}

function licensesText(inside: readonly Component[]): string {
  const width = Math.max(...inside.map(part => `${part.name} ${part.version}`.length))
  const rows = inside.map(part => `  ${`${part.name} ${part.version}`.padEnd(width)}  ${part.license}: ${part.what}`)
  const chapters = inside.map(part => [rule, `${part.name} ${part.version}: ${part.license}`, '', ...part.texts])
  const text = [...introduction, '', ...rows, '', ...chapters.flat()].join('\n')
  return `${text
    .replaceAll('\r', '')
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`
}

const rule = `\n${'='.repeat(80)}`

const introduction = [
  'nic-bonding is free software under the GNU General Public License, version 3 or',
  'later; there is no warranty. The program and the bundles of the collection contain',
  'the following software. The text of each licence is below, as its package has it.'
]
