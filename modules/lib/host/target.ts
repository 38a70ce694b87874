// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import type { FileChange } from '../change/file-change.ts'
import { ModuleError } from '../errors.ts'
import { holdsSecret } from '../secret-text.ts'
import { isAsRead } from './as-read.ts'
import { hardLinkProblem } from './hard-links.ts'
import { withIoErrors } from './io-error.ts'
import { lstat } from './lstat.ts'
import { baseName, folderOf, fsPath, resolvePath } from './root-path.ts'
import { type FileAttributes, readAttributes } from './write-file.ts'

/** A file that is about to change. */
export interface FileTarget {
  readonly change: FileChange
  /** What is replaced or removed: where links lead, but a link itself when it is to be removed. */
  readonly path: string
  readonly attributes: FileAttributes
  /** Where the link that is to be removed points to. */
  readonly link: string | undefined
}

/** The files that change, looked at before anything is written; ModuleError('conflict') has all that forbids it. */
export function inspectTargets(root: string, files: readonly FileChange[]): readonly FileTarget[] {
  const changed = files.filter(({ before, after }) => before !== after)
  const targets = changed.map(change => withIoErrors('look at', change.path, () => toTarget(root, change)))
  const problems = targets.map((target, index) => problemOf(root, target, targets.slice(0, index)))
  const found = problems.filter((problem): problem is string => problem !== undefined)
  if (found.length > 0) throw new ModuleError('conflict', found)
  return targets
}

/** Throws ModuleError('conflict') when the file does not have the text that was read; between this and a rename it still may. */
export function verifyUnchanged(root: string, { change }: FileTarget): void {
  if (!isAsRead(root, change)) throw new ModuleError('conflict', [changedProblem(change.path)])
}

function toTarget(root: string, change: FileChange): FileTarget {
  const { path } = resolvePath(root, change.path)
  const found = readAttributes(root, path)
  const attributes = found.like === undefined && holdsSecret(change.after ?? '') ? { ...found, mode: 0o600 } : found
  if (change.after !== undefined) return { change, path, attributes, link: undefined }
  const name = `${resolvePath(root, folderOf(change.path)).path}/${baseName(change.path)}`.replace(/^\/\//, '/')
  const file = fsPath(root, name)
  const isLink = lstat(file)?.type === 'link'
  return { change, path: name, attributes, link: isLink ? system.readlink(file) : undefined }
}

function problemOf(root: string, { change, path }: FileTarget, earlier: readonly FileTarget[]): string | undefined {
  const stats = withIoErrors('look at', change.path, () => lstat(fsPath(root, resolvePath(root, change.path).path)))
  if (stats !== undefined && stats.type !== 'file')
    return `${change.path}: only a regular file is written; move what is there away`
  if (stats !== undefined && stats.nlink > 1) return hardLinkProblem(change.path, stats.nlink)
  const twin = earlier.find(other => other.path === path)
  if (twin !== undefined) return `${change.path} and ${twin.change.path} are one file by a link; name it once`
  return isAsRead(root, change) ? undefined : changedProblem(change.path)
}

function changedProblem(path: string): string {
  return `${path}: somebody else has changed it since it was read; run the task again`
}
