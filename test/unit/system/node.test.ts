import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'tsup'
import { afterAll } from 'vitest'
import { conformance } from './judge.ts'

const folder = mkdtempSync(join(tmpdir(), 'nic-bonding-probe-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

conformance('Node.js', async () => {
  await build({
    config: false,
    silent: true,
    entry: { probe: join(import.meta.dirname, 'probe.ts') },
    outDir: folder,
    format: ['cjs'],
    target: 'es2019',
    noExternal: [/.*/],
    outExtension: () => ({ js: '.cjs' })
  })
  return [process.execPath, join(folder, 'probe.cjs')]
})
