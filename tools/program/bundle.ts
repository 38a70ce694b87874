import fs from 'node:fs'
import path from 'node:path'
import { build, type Plugin } from 'esbuild'
import { leanOptions } from '../bundle/lean-options.ts'
import { checkout } from '../setup/shell.mjs'

/** The modules as ES modules: one file of each that a user runs, and those that several of them share. */
export interface Bundle {
  readonly folder: string
  /** The names of the files, sorted. */
  readonly files: readonly string[]
  /** The names of the modules that a user runs. */
  readonly modules: readonly string[]
  /** The input files, relative to the checkout. */
  readonly inputs: readonly string[]
}

/** Bundles modules, by their files, for the program's engine into a folder, which is emptied before. */
export async function bundleModules(files: readonly string[], folder: string): Promise<Bundle> {
  fs.rmSync(folder, { recursive: true, force: true })
  const { metafile } = await build({
    absWorkingDir: checkout,
    entryPoints: [...files],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2023',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    chunkNames: 'shared-[hash]',
    legalComments: 'none',
    plugins: [programEngine, leanOptions],
    metafile: true,
    logLevel: 'error'
  })
  return {
    folder,
    files: fs.readdirSync(folder).sort(),
    modules: files.map(name => path.basename(name, '.ts')),
    inputs: Object.keys(metafile.inputs).sort()
  }
}

/** `#system` is QuickJS-ng; the module `native` is in the C layer. */
const programEngine: Plugin = {
  name: 'program-engine',
  setup({ onResolve }) {
    onResolve({ filter: /^#system$/ }, () => ({ path: path.join(checkout, 'modules/system/quickjs.ts') }))
    onResolve({ filter: /^native$/ }, () => ({ path: 'native', external: true }))
  }
}
