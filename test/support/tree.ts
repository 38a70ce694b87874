import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Every file and link below a folder by its path, with its bytes as latin1 text, a link as `-> target`. */
export function readTree(folder: string, below = ''): ReadonlyMap<string, string> {
  const tree = new Map<string, string>()
  for (const name of readdirSync(join(folder, below)).sort()) {
    const path = `${below}/${name}`
    const stat = lstatSync(join(folder, path))
    if (stat.isDirectory()) for (const [inner, text] of readTree(folder, path)) tree.set(inner, text)
    else if (stat.isSymbolicLink()) tree.set(path, `-> ${readlinkSync(join(folder, path))}`)
    else tree.set(path, readFileSync(join(folder, path), 'latin1'))
  }
  return tree
}
