// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import type { ReadHost } from './host.ts'
import { errnoOf, toIoError } from './io-error.ts'

/**
 * The running host for whoever looks at the kernel's files again and again: what `createHost('/')` says of them, but nothing is
 * looked at before it is read, and a device may go meanwhile. Each file is read once; a new look needs a new host.
 */
export function liveHost(): ReadHost {
  const texts = new Map<string, string | undefined>()
  return {
    root: '/',
    readText(path) {
      if (!texts.has(path))
        texts.set(
          path,
          orAbsent(path, undefined, () => fs.readFileSync(path, 'utf8'))
        )
      return texts.get(path)
    },
    list: path => orAbsent(path, [], () => fs.readdirSync(path).sort()),
    fileType: path => orAbsent(path, undefined, () => typeOf(fs.statSync(path))),
    linkCount: path => orAbsent(path, 0, () => fs.statSync(path).nlink),
    realPath: path => orAbsent(path, undefined, () => fs.realpathSync(path))
  }
}

function typeOf(stats: fs.Stats): 'file' | 'folder' | 'other' {
  if (stats.isFile()) return 'file'
  return stats.isDirectory() ? 'folder' : 'other'
}

/** A device that goes while its file is read is absent, too (ENODEV). */
function orAbsent<T>(path: string, absent: T, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (['ENOENT', 'ENODEV'].includes(errnoOf(error) ?? '')) return absent
    throw toIoError('read', path, error)
  }
}
