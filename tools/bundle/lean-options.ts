import { readFileSync } from 'node:fs'
import type { Options } from 'tsup'

/** The table of bonding options without what only the documentation takes from it. Fails where a row has none of that. */
export const leanOptions: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'lean-options',
  setup(build) {
    build.onLoad({ filter: /\/lib\/bonding\/options\.ts$/ }, ({ path }) => {
      return { contents: withoutDocumentation(readFileSync(path, 'utf8')), loader: 'ts' }
    })
  }
}

function withoutDocumentation(table: string): string {
  const field = /^ {4}(description|source):.*\n(?: {6}.*\n| {4}\],?\n)*/gm
  const rows = table.match(/^ {4}name: /gm) ?? []
  if (table.match(field)?.length !== 2 * rows.length) throw new Error('options.ts: a row without description or source')
  return table.replace(field, '')
}
