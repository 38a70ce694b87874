// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { errnoOf } from '../errors.ts'
import type { ReadHost } from './host.ts'
import { toIoError } from './io-error.ts'
import { readTextAt } from './read-file.ts'
import { typeOf } from './read-host.ts'

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
          orAbsent(path, undefined, () => readTextAt(path))
        )
      return texts.get(path)
    },
    list: path => orAbsent(path, [], () => system.readdir(path).toSorted()),
    fileType: path => orAbsent(path, undefined, () => typeOf(system.stat(path))),
    linkCount: path => orAbsent(path, 0, () => system.stat(path).nlink),
    realPath: path => orAbsent(path, undefined, () => system.realpath(path))
  }
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
