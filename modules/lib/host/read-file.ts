// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import { ModuleError } from '../errors.ts'
import { withIoErrors } from './io-error.ts'
import { statReal } from './lstat.ts'
import { realFsPath } from './root-path.ts'

const MAX_BYTES = 1024 * 1024

/**
 * The bytes of a regular file, `undefined` where there is none; nothing else is opened, so that no FIFO or device blocks.
 * More than 1 MiB is refused: no file that this collection knows comes near it.
 */
export function readBytes(root: string, path: string): Buffer | undefined {
  const file = realFsPath(root, path)
  return withIoErrors('read', path, () => {
    const stats = statReal(root, file)
    if (stats === undefined) return undefined
    if (!stats.isFile()) throw notRegular(path, stats)
    // The flags matter where the file was exchanged since it was looked at.
    const noFollow = root === '/' ? 0 : fs.constants.O_NOFOLLOW
    const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | noFollow)
    try {
      const opened = fs.fstatSync(fd)
      if (!opened.isFile()) throw notRegular(path, opened)
      return readAll(fd, path, opened.size)
    } finally {
      fs.closeSync(fd)
    }
  })
}

/** Files of /proc and /sys say that their size is 0, so only the end of the file ends it. */
function readAll(fd: number, path: string, likely: number): Buffer {
  for (const room of [Math.max(likely + 1, 4096), MAX_BYTES + 1]) {
    const bytes = Buffer.allocUnsafe(Math.min(room, MAX_BYTES + 1))
    const size = fill(fd, bytes)
    if (size < bytes.length) return bytes.slice(0, size)
  }
  throw new ModuleError('io', [`cannot read ${path}: it is larger than 1 MiB; move it away`])
}

/** Reads from the begin of the file until it ends or the bytes are full; returns how many were read. */
function fill(fd: number, bytes: Buffer): number {
  let size = 0
  for (let count = -1; count !== 0 && size < bytes.length; size += count) {
    count = fs.readSync(fd, bytes, size, bytes.length - size, size)
  }
  return size
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
