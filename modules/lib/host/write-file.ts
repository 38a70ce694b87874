// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import crypto from 'crypto'
import fs from 'fs'
import { errnoOf } from './io-error.ts'
import { lstat } from './lstat.ts'
import { baseName, folderOf, fsPath } from './root-path.ts'
import { readLabel, writeLabel } from './selinux.ts'

/** What a file has besides its bytes, and keeps when they are replaced. */
export interface FileAttributes {
  readonly mode: number
  /** Absent for a new file, which belongs to the process. */
  readonly owner?: { readonly uid: number; readonly gid: number }
  readonly label?: string
}

/** A file that is complete under a temporary name. */
export interface StagedFile {
  readonly root: string
  readonly path: string
  readonly temporary: string
}

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = fs.constants

/** The attributes of a file, those of a new one where there is none. All paths here are without links (`resolvePath`). */
export function readAttributes(root: string, path: string): FileAttributes {
  const stats = lstat(fsPath(root, path))
  if (stats === undefined) return { mode: 0o644 }
  const label = readLabel(root, path)
  const kept = { mode: stats.mode & 0o7777, owner: { uid: stats.uid, gid: stats.gid } }
  return label === undefined ? kept : { ...kept, label }
}

/**
 * Writes bytes to `.<name>.<random>.tmp` in the same folder and syncs them; every reader of these folders skips that name.
 * On a failure the temporary file is gone again and the error is the system's.
 */
export function stageFile(
  root: string,
  path: string,
  content: FileAttributes & { readonly bytes: Buffer }
): StagedFile {
  const temporary = `${folderOf(path).replace(/\/$/, '')}/.${baseName(path)}.${crypto.randomBytes(6).toString('hex')}.tmp`
  const staged = { root, path, temporary }
  const fd = fs.openSync(fsPath(root, temporary), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  try {
    writeAll(fd, content.bytes)
    setOwner(fd, content.owner)
    fs.fchmodSync(fd, content.mode)
    if (content.label !== undefined) writeLabel(path, temporary, content.label)
    fs.fsyncSync(fd)
  } catch (error) {
    discardStaged(staged)
    throw error
  } finally {
    fs.closeSync(fd)
  }
  return staged
}

/** Puts a staged file in place at one instant; `syncFolder` makes that last. */
export function commitStaged({ root, path, temporary }: StagedFile): void {
  fs.renameSync(fsPath(root, temporary), fsPath(root, path))
}

/** Removes a staged file; nothing where it has been put in place. */
export function discardStaged({ root, temporary }: StagedFile): void {
  try {
    fs.unlinkSync(fsPath(root, temporary))
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
  }
}

/** Makes the names in a folder last; file systems that cannot are left as they are (fsync(2), EINVAL). */
export function syncFolder(root: string, path: string): void {
  const fd = fs.openSync(fsPath(root, path), O_RDONLY)
  try {
    fs.fsyncSync(fd)
  } catch (error) {
    if (errnoOf(error) !== 'EINVAL') throw error
  } finally {
    fs.closeSync(fd)
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) {
    written += fs.writeSync(fd, bytes, written, bytes.length - written, null)
  }
}

/** Only where it differs, since others than root may not even name the owner that a file has. */
function setOwner(fd: number, owner: FileAttributes['owner']): void {
  const { uid, gid } = fs.fstatSync(fd)
  if (owner !== undefined && (owner.uid !== uid || owner.gid !== gid)) fs.fchownSync(fd, owner.uid, owner.gid)
}
