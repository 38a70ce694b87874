// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { errnoOf } from '../errors.ts'
import { withOpenFile, writeAll } from '../open-file.ts'
import { ifThere } from './io-error.ts'
import { lstat } from './lstat.ts'
import { randomHex } from './random-hex.ts'
import { baseName, folderOf, fsPath, realFsPath } from './root-path.ts'
import { commandOutput } from './run-command.ts'
import { readLabel, writeLabel } from './selinux.ts'

/** What a file has besides its bytes, and keeps when they are replaced. */
export interface FileAttributes {
  readonly mode: number
  /** Absent for a new file, which belongs to the process. */
  readonly owner?: { readonly uid: number; readonly gid: number }
  readonly label?: string
  /** The file itself, for its access control list and extended attributes, which a command of the host copies. */
  readonly like?: string
}

/** A file that is complete under a temporary name. */
export interface StagedFile {
  readonly root: string
  readonly path: string
  readonly temporary: string
}

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = system.constants

/** The attributes of a file, those of a new one where there is none. All paths here are without links (`resolvePath`). */
export function readAttributes(root: string, path: string): FileAttributes {
  const stats = lstat(fsPath(root, path))
  if (stats === undefined) return { mode: 0o644 }
  const label = readLabel(root, path)
  const kept = { mode: stats.mode, owner: { uid: stats.uid, gid: stats.gid }, like: path }
  return label === undefined ? kept : { ...kept, label }
}

/** A word for the names of the temporary files of one writing run. */
export function newToken(): string {
  return randomHex(6)
}

/** Where a file is written before it is put in place; every reader of these folders skips that name. */
export function temporaryPath(path: string, token: string): string {
  return `${folderOf(path).replace(/\/$/, '')}/.${baseName(path)}.${token}.tmp`
}

/** What a file is given: its bytes, and the attributes that the old one had. */
export type FileContent = FileAttributes & { readonly bytes: Uint8Array; readonly token: string }

/**
 * Writes bytes to the file's temporary path, gives it all attributes, and syncs both.
 * On a failure the temporary file is gone again and the error is the system's, or that of the command which could not give them.
 */
export function stageFile(root: string, path: string, content: FileContent): StagedFile {
  const temporary = temporaryPath(path, content.token)
  const staged = { root, path, temporary }
  withOpenFile(fsPath(root, temporary), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600, fd => {
    try {
      copyFurtherAttributes(root, temporary, content.like)
      system.ftruncate(fd, 0)
      writeAll(fd, content.bytes)
      setAttributes(fd, content)
      if (content.label !== undefined) writeLabel(path, temporary, content.label)
      system.fsync(fd)
    } catch (error) {
      discardStaged(staged)
      throw error
    }
  })
  return staged
}

/** Puts a staged file in place at one instant; `syncFolder` makes that last. */
export function commitStaged({ root, path, temporary }: StagedFile): void {
  system.rename(fsPath(root, temporary), fsPath(root, path))
}

/** Removes a staged file; nothing where it has been put in place. */
export function discardStaged({ root, temporary }: StagedFile): void {
  ifThere(() => system.unlink(fsPath(root, temporary)))
}

/** Makes the names in a folder last; file systems that cannot are left as they are (fsync(2), EINVAL). */
export function syncFolder(root: string, path: string): void {
  withOpenFile(realFsPath(root, path), O_RDONLY, 0, fd => {
    try {
      system.fsync(fd)
    } catch (error) {
      if (errnoOf(error) !== 'EINVAL') throw error
    }
  })
}

/**
 * By the `cp -a` of the host, which copies the bytes as well, so that they are written after it: coreutils of EL6 cannot do it
 * without (--attributes-only is of 8.6). It passes over an extended attribute that this process may not give.
 * A file that has been removed, which is put back on a failure, is nothing to copy from: it gets mode, owner and label.
 */
function copyFurtherAttributes(root: string, file: string, like: string | undefined): void {
  if (like === undefined || lstat(fsPath(root, like)) === undefined) return
  const action = `keep the access control list and extended attributes of ${like}`
  commandOutput(action, ['cp', '-a', '--', fsPath(root, like), fsPath(root, file)])
}

/** The owner first: a change of it clears the bits of set-user-ID (chown(2)). */
function setAttributes(fd: number, { mode, owner }: FileAttributes): void {
  setOwner(fd, owner)
  system.fchmod(fd, mode)
}

/** Only where it differs, since others than root may not even name the owner that a file has. */
function setOwner(fd: number, owner: FileAttributes['owner']): void {
  const { uid, gid } = system.fstat(fd)
  if (owner !== undefined && (owner.uid !== uid || owner.gid !== gid)) system.fchown(fd, owner.uid, owner.gid)
}
