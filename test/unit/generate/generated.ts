import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { resolveArguments } from '../../../modules/lib/ansible/resolve-arguments.ts'
import type { ArgumentDefinition } from '../../../modules/lib/ansible/spec.ts'

export const checkout = fileURLToPath(new URL('../../..', import.meta.url))
export const fixtures = path.join(import.meta.dirname, 'fixtures')

/** A folder in which generated code finds its imports, as deep in the checkout as that of the build. */
export function makeFolder(): string {
  fs.mkdirSync(path.join(checkout, 'build'), { recursive: true })
  const folder = fs.mkdtempSync(path.join(checkout, 'build', 'generated-'))
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type": "module"}')
  fs.symlinkSync(path.join(checkout, 'node_modules'), path.join(folder, 'node_modules'))
  return folder
}

/** Loads a generated module. */
export async function load(folder: string, name: string): Promise<ArgumentDefinition> {
  return await import(/* @vite-ignore */ pathToFileURL(path.join(folder, `${name}.js`)).href)
}

export function problemsOf(definition: ArgumentDefinition, raw: object): readonly string[] {
  return resolveArguments(definition, JSON.parse(JSON.stringify(raw))).problems
}
