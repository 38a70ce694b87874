import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Architecture } from '../../tools/program/architectures.ts'
import { bundleModules } from '../../tools/program/bundle.ts'
import { buildProgram } from '../../tools/program.ts'
import { checkout } from '../../tools/setup/shell.mjs'

/**
 * Builds a program like the one that ships, but what it has inside is the probe of the conformance suite, `test/unit/system`.
 * `name` keeps those of tests that run at the same time apart. Returns the words that run it.
 */
export async function probeProgram(name: string, architecture: Architecture): Promise<readonly [string, string]> {
  const folder = join(checkout, 'build/program/conformance', name)
  mkdirSync(folder, { recursive: true })
  const bundle = await bundleModules(['test/unit/system/probe.ts'], join(folder, 'modules'))
  const program = join(folder, `nic-bonding-probe-${name}`)
  await buildProgram(bundle, architecture, program)
  return [program, 'probe']
}
