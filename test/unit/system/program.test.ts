import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ownArchitecture } from '../../../tools/program/architectures.ts'
import { bundleModules } from '../../../tools/program/bundle.ts'
import { buildProgram } from '../../../tools/program.ts'
import { checkout } from '../../../tools/setup/shell.mjs'
import { conformance } from './judge.ts'

/** A program like the one that ships, but what it has inside is the probe. */
conformance('the program', async () => {
  const folder = join(checkout, 'build/program/conformance')
  mkdirSync(folder, { recursive: true })
  const bundle = await bundleModules(['test/unit/system/probe.ts'], join(folder, 'modules'))
  const program = join(folder, 'nic-bonding-probe')
  await buildProgram(bundle, ownArchitecture(), program)
  return [program, 'probe']
})
