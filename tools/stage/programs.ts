import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/** The file beside the programs that says what they are: their version, and size and SHA-256 by architecture. */
export const programList = 'programs.json'

/** Writes that file for the programs `nic-bonding-<architecture>` of a folder. The action plugin reads it at every task. */
export function listPrograms(folder: string, version: string): void {
  const names = fs.readdirSync(folder).filter(name => name.startsWith('nic-bonding-'))
  const programs = names.sort().map(name => {
    const bytes = fs.readFileSync(path.join(folder, name))
    const sha256 = crypto.createHash('sha256').update(bytes).digest('hex')
    return [name.slice('nic-bonding-'.length), { sha256, size: bytes.length }] as const
  })
  const list = { version, programs: Object.fromEntries(programs) }
  fs.writeFileSync(path.join(folder, programList), `${JSON.stringify(list, undefined, 2)}\n`)
}
