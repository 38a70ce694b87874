import type { ReadHost } from '../../../../modules/lib/host/host.ts'

/** A host in memory: texts of files by their paths, and links to folders; a folder is what a path lies in. */
export interface MemoryTree {
  readonly files: ReadonlyMap<string, string>
  readonly links: ReadonlyMap<string, string>
}

/** A host that can be read, without any disk; its root is `/`. */
export function memoryHost({ files, links }: MemoryTree): ReadHost {
  const folders = new Set<string>()
  for (const path of files.keys())
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) folders.add(path.slice(0, at))
  const real = (path: string): string => {
    for (const [link, target] of links)
      if (path === link || path.startsWith(`${link}/`)) return real(target + path.slice(link.length))
    return path
  }
  const typeOf = (path: string): 'file' | 'folder' | undefined =>
    files.has(real(path)) ? 'file' : folders.has(real(path)) ? 'folder' : undefined
  return {
    root: '/',
    readText: path => files.get(real(path)),
    list: path => {
      const start = `${real(path)}/`
      const names = [...files.keys(), ...links.keys()].filter(name => name.startsWith(start))
      return [...new Set(names.map(name => name.slice(start.length).split('/')[0] ?? ''))].sort()
    },
    fileType: typeOf,
    linkCount: path => (typeOf(path) === 'file' ? 1 : 0),
    realPath: path => (typeOf(path) === undefined ? undefined : real(path))
  }
}
