// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../host/host.ts'

/** What a file will say: its text, or null where it will be gone. */
export type FutureFiles = ReadonlyMap<string, string | null>

/**
 * A host as it will be once these files are written; after a real run it is the host itself. So check mode plans what comes
 * next from the changes of the tasks before it, which wrote nothing.
 */
export function overlayHost(host: ReadHost, files: FutureFiles): ReadHost {
  const isThere = (path: string): boolean | undefined => (files.has(path) ? files.get(path) !== null : undefined)
  return {
    root: host.root,
    readText: path => (files.has(path) ? (files.get(path) ?? undefined) : host.readText(path)),
    list: path => listed(host.list(path), path, files),
    linkCount: path => host.linkCount(path),
    fileType: path => (isThere(path) === undefined ? host.fileType(path) : isThere(path) === true ? 'file' : undefined),
    realPath: path => (isThere(path) === undefined ? host.realPath(path) : isThere(path) === true ? path : undefined)
  }
}

function listed(names: readonly string[], folder: string, files: FutureFiles): readonly string[] {
  const inFolder = [...files].filter(([path]) => path.slice(0, path.lastIndexOf('/')) === folder)
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
  const gone = new Set(inFolder.filter(([, text]) => text === null).map(([path]) => nameOf(path)))
  const made = inFolder.filter(([, text]) => text !== null).map(([path]) => nameOf(path))
  return [...new Set([...names.filter(name => !gone.has(name)), ...made])].sort()
}
