import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The staged collection, as it ships. */
export const collection = join(import.meta.dirname, '../../build/ansible_collections/nic/bonding')

/** The names of all modules that the collection ships. */
export const modules: readonly string[] = readdirSync(join(collection, 'plugins/modules'))
  .filter(file => file.endsWith('.cjs'))
  .map(file => file.slice(0, -'.cjs'.length))
  .sort()
