// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import type { Stats } from '../../system/system.ts'
import { ModuleError } from '../errors.ts'
import { readToEnd, withOpenFile } from '../open-file.ts'
import { withIoErrors } from './io-error.ts'
import { statReal } from './lstat.ts'
import { realFsPath } from './root-path.ts'

const MAX_BYTES = 1024 * 1024

/**
 * The bytes of a regular file, `undefined` where there is none; nothing else is opened, so that no FIFO or device blocks.
 * More than 1 MiB is refused: no file that this collection knows comes near it.
 */
export function readBytes(root: string, path: string): Uint8Array | undefined {
  const file = realFsPath(root, path)
  return withIoErrors('read', path, () => {
    const stats = statReal(root, file)
    if (stats === undefined) return undefined
    if (stats.type !== 'file') throw notRegular(path, stats)
    // The flags matter where the file was exchanged since it was looked at.
    const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = system.constants
    return withOpenFile(file, O_RDONLY | O_NONBLOCK | (root === '/' ? 0 : O_NOFOLLOW), 0, fd => {
      const opened = system.fstat(fd)
      if (opened.type !== 'file') throw notRegular(path, opened)
      const bytes = readToEnd(fd, opened.size, MAX_BYTES)
      if (bytes.length <= MAX_BYTES) return bytes
      throw new ModuleError('io', [`cannot read ${path}: it is larger than 1 MiB; move it away`])
    })
  })
}

/** The text of any file, by the path that the system knows: those of the kernel, and our own. Throws what the system throws. */
export function readTextAt(path: string): string {
  const bytes = withOpenFile(path, system.constants.O_RDONLY, 0, fd => readToEnd(fd, system.fstat(fd).size))
  return system.decode(bytes)
}

/** The same; '' for what cannot be read. */
export function textAtOrNone(path: string): string {
  try {
    return readTextAt(path)
  } catch {
    return ''
  }
}

const kinds: Readonly<Record<Stats['type'], string>> = {
  file: 'a file',
  folder: 'a folder',
  fifo: 'a FIFO',
  socket: 'a socket',
  link: 'a symbolic link',
  device: 'a device'
}

function notRegular(path: string, { type }: Stats): ModuleError {
  const rule = 'only regular files are read'
  return new ModuleError('io', [`cannot read ${path}: it is ${kinds[type]}, and ${rule}; move it away`])
}
