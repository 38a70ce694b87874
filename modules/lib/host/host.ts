// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { FileChange } from '../change/file-change.ts'

/**
 * A host that can only be looked at. Planning code gets this type, so that the compiler forbids writing there.
 *
 * Paths are absolute, as the host sees them; they lie under `root`, and symbolic links are followed inside it only.
 * Texts are Unicode; a byte that is not UTF-8 is the lone surrogate U+DC00 + byte, so that it survives (PEP 383's way).
 */
export interface ReadHost {
  /** The folder under which all paths lie; `/` is the running host itself. */
  readonly root: string
  /** The text of a regular file, `undefined` where there is none. Throws ModuleError('io') for anything else. */
  readText(path: string): string | undefined
  /** The names in a folder in byte order, `[]` where there is none. Throws ModuleError('io') for anything else. */
  list(path: string): readonly string[]
  /** What a path is after all symbolic links, `undefined` where there is nothing; it opens nothing. */
  fileType(path: string): 'file' | 'folder' | 'other' | undefined
  /** How many hard links a file has; 0 where there is none. */
  linkCount(path: string): number
  /** The path after all symbolic links (inside `root`), `undefined` where there is nothing. */
  realPath(path: string): string | undefined
}

export interface ApplyOptions {
  readonly backup: boolean
  /** A word for the names of temporary files, so that they are known beforehand; made up where it is not given. */
  readonly token?: string
}

/** A host that can be written. Only entry files and `lib/host` see it. */
export interface Host extends ReadHost {
  /**
   * Writes each changed file atomically, in the given order. On a failure those already written are put back,
   * and ModuleError('io') says so. With `backup`, the old text stays beside the file as `<path>.<8 hex of its hash>~`.
   */
  apply(files: readonly FileChange[], options: ApplyOptions): void
  /** The folders that `apply` would have to make first, outermost first, as the host sees them. */
  missingFolders(files: readonly FileChange[]): readonly string[]
  /** The path of the backup that `apply` makes of a file with this text. */
  backupPath(path: string, text: string): string
}
