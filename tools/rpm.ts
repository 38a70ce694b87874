import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { releaseDate } from './sbom.ts'
import { checkout, run } from './setup/shell.mjs'

/** Where the package puts the program: what `nic_bonding_program` is set to on hosts that have it. */
export const packagedPath = '/usr/libexec/nic-bonding/nic-bonding'

/** What goes into a package: a program as it was built for an architecture, and its notices. */
export interface Packed {
  readonly program: string
  readonly licenses: string
  readonly sbom: string
  readonly architecture: string
  readonly version: string
}

/**
 * Makes the RPM of one architecture, on a machine of any, and returns its path in the folder. No network, no rpm database
 * and nothing of the user's rpm configuration has a part in it: the same files and the same rpm give the same bytes.
 */
export function makeRpm(packed: Packed, folder: string): string {
  // rpmbuild's own scripts do not quote paths, so it works in a folder without blanks.
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-rpm-'))
  try {
    const files = path.join(scratch, 'files')
    fs.mkdirSync(files)
    fs.copyFileSync(packed.program, path.join(files, 'nic-bonding'))
    fs.copyFileSync(packed.licenses, path.join(files, 'licenses.txt'))
    fs.copyFileSync(packed.sbom, path.join(files, 'sbom.spdx.json'))
    const defined = { _topdir: scratch, program_version: packed.version, program_files: files }
    const definitions = Object.entries(defined).flatMap(([name, value]) => ['--define', `${name} ${value}`])
    const args = ['-bb', '--quiet', '--target', `${packed.architecture}-linux`, ...definitions]
    const epoch = Date.parse(releaseDate(packed.version)) / 1000
    const env = { PATH: process.env.PATH, HOME: scratch, LC_ALL: 'C.UTF-8', SOURCE_DATE_EPOCH: String(epoch) }
    run('rpmbuild', [...args, path.join(checkout, 'program/nic-bonding.spec')], { env })
    const name = `nic-bonding-${packed.version}-1.${packed.architecture}.rpm`
    const made = path.join(folder, name)
    fs.copyFileSync(path.join(scratch, 'RPMS', packed.architecture, name), made)
    return made
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true })
  }
}
