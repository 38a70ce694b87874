// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import { ModuleError } from '../errors.ts'
import { withIoErrors } from './io-error.ts'
import { lstat } from './lstat.ts'
import { fsPath, resolvePath } from './root-path.ts'

const MAX_BYTES = 1024 * 1024

/**
 * The bytes of a regular file, `undefined` where there is none; nothing else is opened, so that no FIFO or device blocks.
 * More than 1 MiB is refused: no file that this collection knows comes near it.
 */
export function readBytes(root: string, path: string): Buffer | undefined {
  const resolved = resolvePath(root, path)
  if (resolved.missing.length > 0) return undefined
  const file = fsPath(root, resolved.path)
  return withIoErrors('read', path, () => {
    const stats = lstat(file)
    if (stats === undefined) return undefined
    if (!stats.isFile()) throw notRegular(path, stats)
    // The flags matter where the file was exchanged since lstat.
    const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | fs.constants.O_NOFOLLOW)
    try {
      if (!fs.fstatSync(fd).isFile()) throw notRegular(path, fs.fstatSync(fd))
      return readAll(fd, path)
    } finally {
      fs.closeSync(fd)
    }
  })
}

/** Files of /proc and /sys say that their size is 0, so only the end of the file ends it. */
function readAll(fd: number, path: string): Buffer {
  const bytes = Buffer.allocUnsafe(MAX_BYTES + 1)
  let size = 0
  for (let count = -1; count !== 0 && size <= MAX_BYTES; size += count) {
    count = fs.readSync(fd, bytes, size, bytes.length - size, null)
  }
  if (size > MAX_BYTES) throw new ModuleError('io', [`cannot read ${path}: it is larger than 1 MiB; move it away`])
  return bytes.slice(0, size)
}

function notRegular(path: string, stats: fs.Stats): ModuleError {
  const rule = 'only regular files are read'
  return new ModuleError('io', [`cannot read ${path}: it is ${kindOf(stats)}, and ${rule}; move it away`])
}

function kindOf(stats: fs.Stats): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a FIFO'
  if (stats.isSocket()) return 'a socket'
  return stats.isSymbolicLink() ? 'a symbolic link' : 'a device'
}
