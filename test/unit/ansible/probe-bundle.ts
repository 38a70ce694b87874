import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { build } from 'tsup'
import { bannerText } from '../../../tools/banner.ts'

/** What Ansible replaces; put together here, so that no bundle of sources ever contains it by accident. */
export const marker = ['<<', 'INCLUDE_ANSIBLE_MODULE_JSON_ARGS', '>>'].join('')

/** A module file as it is shipped: built by the bundler of the modules, with their banner. */
export interface ProbeBundle {
  readonly folder: string
  readonly text: string
}

export async function buildProbe(): Promise<ProbeBundle> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-probe-'))
  await build({
    config: false,
    silent: true,
    entry: { probe: path.join(import.meta.dirname, 'fixtures', 'probe.ts') },
    outDir: folder,
    format: ['cjs'],
    target: 'es2019',
    noExternal: [/.*/],
    outExtension: () => ({ js: '.cjs' }),
    banner: { js: bannerText(marker) }
  })
  return { folder, text: fs.readFileSync(path.join(folder, 'probe.cjs'), 'utf8') }
}

/** The text as Ansible sends it: every marker replaced by the arguments as JSON in ASCII. */
export function withArguments({ text }: ProbeBundle, args: object): string {
  return text.split(marker).join(asciiJson(args))
}

/** Runs Node with the arguments given and returns its output; certificates in the environment only slow it down. */
export function runNode(args: readonly string[], input = ''): SpawnSyncReturns<string> {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
  return spawnSync(process.execPath, args, { input, env, encoding: 'utf8', maxBuffer: 1 << 26 })
}

/** As Python's json.dumps. */
function asciiJson(value: object): string {
  return JSON.stringify(value).replace(/[\x7f-\uffff]/g, char => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
