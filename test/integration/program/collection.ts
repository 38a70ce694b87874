import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { listPrograms } from '../../../tools/stage/programs.ts'
import { builtCollections } from '../bench/ansible.ts'
import type { Bench } from '../bench/bench.ts'

/** A collection as it ships, but for its programs. */
export interface StandInCollection {
  /** The folder that holds `ansible_collections`. */
  readonly collections: string
  /** The collection itself. */
  readonly folder: string
  readonly version: string
  /** The first 16 digits of the SHA-256 of the program for this machine, which name its folder on a host. */
  readonly name: string
  readonly sha256: string
}

/** As large as the real one, and as hard to compress. */
const ballast = crypto.createHash('shake256', { outputLength: 1_200_000 }).update('nic-bonding').digest()

/** The architecture of this machine as `uname -m` names it. */
export const machine =
  { x64: 'x86_64', arm64: 'aarch64', ppc64: 'ppc64le', s390x: 's390x' }[process.arch as string] ?? ''

/** Copies the built collection into a bench's folder, with stand-ins for its programs, each version with its own bytes. */
export function makeCollection(
  bench: Bench,
  version: string,
  machines: readonly string[] = [machine, 'riscv64']
): StandInCollection {
  const collections = fs.mkdtempSync(path.join(bench.folder, 'collections-'))
  const folder = path.join(collections, 'ansible_collections/nic/bonding')
  fs.cpSync(path.join(builtCollections, 'ansible_collections/nic/bonding'), folder, { recursive: true })
  const programs = path.join(folder, 'plugins/plugin_utils/program')
  fs.rmSync(programs, { recursive: true, force: true })
  fs.mkdirSync(programs)
  const text = fs.readFileSync(path.join(import.meta.dirname, 'stand-in.sh'), 'utf8').replace('VERSION', version)
  const bytes = Buffer.concat([Buffer.from(text), ballast])
  for (const one of machines) fs.writeFileSync(path.join(programs, `nic-bonding-${one}`), bytes)
  listPrograms(programs, version)
  const sha256 = crypto.createHash('sha256').update(bytes).digest('hex')
  return { collections, folder, version, name: sha256.slice(0, 16), sha256 }
}
