import fs from 'node:fs'
import path from 'node:path'
import { makeRpm } from '../rpm.ts'
import { sha256 } from '../sbom/components.ts'
import { checkout } from '../setup/shell.mjs'
import { packSources } from './source-archive.ts'
import { trustList } from './trust-list.ts'

/** What a release consists of: the collection's tarball, and the folder with the programs and their notices. */
export interface Built {
  readonly tarball: string
  readonly programs: string
  readonly architectures: readonly string[]
  readonly version: string
}

/**
 * Fills an empty folder with what is published: the tarball, the sources, each architecture's program, RPM and list for
 * fapolicyd, the licences and the SBOM, and SHA256SUMS of all of them. Returns the path of SHA256SUMS.
 */
export function collectAssets(built: Built, folder: string): string {
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  const [licenses, sbom] = ['licenses.txt', 'sbom.spdx.json'].map(name => path.join(built.programs, name))
  if (licenses === undefined || sbom === undefined) throw new Error('no notices')
  for (const file of [built.tarball, licenses, sbom]) fs.copyFileSync(file, path.join(folder, path.basename(file)))
  for (const architecture of built.architectures) {
    const name = `nic-bonding-${architecture}`
    const program = path.join(built.programs, name)
    fs.copyFileSync(program, path.join(folder, name))
    makeRpm({ program, licenses, sbom, architecture, version: built.version }, folder)
    const title = `nic.bonding ${built.version}, ${architecture}: a list for /etc/fapolicyd/trust.d`
    fs.writeFileSync(path.join(folder, `${name}.trust`), trustList(fs.readFileSync(program), title))
  }
  packSources(checkout, built.version, folder)
  return writeSums(folder)
}

function writeSums(folder: string): string {
  const lines = fs
    .readdirSync(folder)
    .sort()
    .map(name => `${sha256(fs.readFileSync(path.join(folder, name)))}  ${name}\n`)
  const file = path.join(folder, 'SHA256SUMS')
  fs.writeFileSync(file, lines.join(''))
  return file
}
