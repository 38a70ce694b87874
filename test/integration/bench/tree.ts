import fs from 'node:fs'
import path from 'node:path'

/** Every path below a folder, sorted; a file's value is its text, a folder's `undefined`. */
export type Tree = Readonly<Record<string, string | undefined>>

/** Reads all that lies below a folder. */
export function readTree(folder: string): Tree {
  return Object.fromEntries(
    entriesOf(folder).map(entry => {
      const file = path.join(entry.parentPath, entry.name)
      return [path.relative(folder, file), entry.isDirectory() ? undefined : fs.readFileSync(file, 'utf8')]
    })
  )
}

/** What changes when anything below a folder is touched, a file that is written anew with the same bytes included. */
export function traceOf(folder: string): string {
  const paths = [folder, ...entriesOf(folder).map(entry => path.join(entry.parentPath, entry.name))]
  const rows = paths.map(file => {
    const { ino, mode, uid, gid, size, mtimeNs, ctimeNs } = fs.lstatSync(file, { bigint: true })
    return [file, ino, mode, uid, gid, size, mtimeNs, ctimeNs].join(' ')
  })
  return rows.join('\n')
}

function entriesOf(folder: string): readonly fs.Dirent[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries.sort((a, b) => (path.join(a.parentPath, a.name) < path.join(b.parentPath, b.name) ? -1 : 1))
}
