import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const bundles = join(import.meta.dirname, '../../build/ansible_collections/nic/bonding/plugins/modules')

/** A module's result as it came from standard output. */
export interface ModuleOutput {
  readonly status: number | null
  readonly stderr: string
  readonly result: { readonly [key: string]: unknown }
}

/** The staged bundle of a module. */
export function bundlePath(name: string): string {
  return join(bundles, `${name}.cjs`)
}

/** Runs the staged bundle of a module with these arguments, as `node <name>.cjs <file of arguments>`. */
export function runBundle(name: string, args: { readonly [key: string]: unknown }): ModuleOutput {
  const folder = mkdtempSync(join(tmpdir(), 'nic-bonding-args-'))
  try {
    const file = join(folder, 'args.json')
    writeFileSync(file, JSON.stringify(args))
    const done = spawnSync(process.execPath, [bundlePath(name), file], { encoding: 'utf8', timeout: 30_000 })
    return { status: done.status, stderr: done.stderr, result: JSON.parse(done.stdout) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
