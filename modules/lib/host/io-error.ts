// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { errnoOf, ModuleError } from '../errors.ts'

/** What the system calls a failure, in words: errno(3). */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBUSY: 'device or resource busy',
  EDQUOT: 'disk quota exceeded',
  EEXIST: 'it exists already',
  EIO: 'input/output error',
  EISDIR: 'it is a folder',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space left on device',
  ENOTDIR: 'a part of the path is no folder',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only'
}

const REMEDIES: Readonly<Record<string, string>> = {
  EBUSY: 'findmnt shows what is mounted there',
  EDQUOT: 'free some space',
  EIO: 'see dmesg',
  ELOOP: 'namei shows the links',
  ENOSPC: 'free some space',
  EROFS: 'remount it read-write'
}

/** Does it; `undefined` where there is nothing to do it with. */
export function ifThere<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * The failure to do something with a path, as ModuleError('io') with path, operation, code and remedy.
 * A ModuleError and an error that no system call gave come back as they are.
 */
export function toIoError(action: string, path: string, error: unknown): unknown {
  const code = errnoOf(error)
  if (code === undefined) return error
  const description = DESCRIPTIONS[code] ?? 'system error'
  const remedy = remedyOf(code)
  return new ModuleError('io', [
    `cannot ${action} ${path}: ${description} (${code})${remedy === undefined ? '' : `; ${remedy}`}`
  ])
}

/** Does it, and throws what `toIoError` makes of a failure. */
export function withIoErrors<T>(action: string, path: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw toIoError(action, path, error)
  }
}

function remedyOf(code: string): string | undefined {
  if (code !== 'EACCES' && code !== 'EPERM') return REMEDIES[code]
  if (system.euid !== 0) return 'run as root (become: true)'
  return 'lsattr shows whether it is immutable, ausearch -m avc whether SELinux forbids it'
}
