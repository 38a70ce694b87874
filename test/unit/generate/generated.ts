import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { resolveArguments } from '../../../modules/lib/ansible/resolve-arguments.ts'
import type { ArgumentDefinition } from '../../../modules/lib/ansible/spec.ts'

export const checkout = fileURLToPath(new URL('../../..', import.meta.url))
export const fixtures = path.join(import.meta.dirname, 'fixtures')

/** A folder in which generated code finds its imports. */
export function makeFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-generated-'))
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type": "module"}')
  fs.symlinkSync(path.join(checkout, 'node_modules'), path.join(folder, 'node_modules'))
  return folder
}

/** Loads a generated module as Node loads it. */
export async function load(folder: string, name: string): Promise<ArgumentDefinition> {
  return await import(/* @vite-ignore */ pathToFileURL(path.join(folder, `${name}.js`)).href)
}

export function problemsOf(definition: ArgumentDefinition, raw: object): readonly string[] {
  return resolveArguments(definition, JSON.parse(JSON.stringify(raw))).problems
}
