// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import type { Stats } from '../../system/system.ts'
import { errnoOf, ModuleError } from '../errors.ts'
import type { ReadHost } from './host.ts'
import { ifThere, toIoError, withIoErrors } from './io-error.ts'
import { statReal } from './lstat.ts'
import { readBytes } from './read-file.ts'
import { checkPath, realFsPath, resolvePath } from './root-path.ts'

/** The texts of files that have been read, by their paths. */
export type ReadTexts = Map<string, string | undefined>

/**
 * The host whose files lie under `root`, for modules that only look. Each file is read once, as long as it stays in `texts`.
 * Throws ModuleError('invalid-argument') when `root` is no folder, and ModuleError('io') as `ReadHost` says.
 */
export function createReadHost(root: string, texts: ReadTexts = new Map()): ReadHost {
  const base = checkRoot(root)
  return {
    root: base,
    readText(path) {
      if (!texts.has(path)) texts.set(path, readText(base, path))
      return texts.get(path)
    },
    list: path => list(base, path),
    fileType(path) {
      const stats = look(base, path)
      return stats === undefined ? undefined : typeOf(stats)
    },
    linkCount: path => look(base, path)?.nlink ?? 0,
    realPath: path => realPath(base, path)
  }
}

function checkRoot(root: string): string {
  const shown = `root: ${JSON.stringify(root)}`
  if (!root.startsWith('/')) throw invalid(`${shown} is no absolute path; give the whole path of the folder`)
  checkPath(root)
  try {
    const base = system.realpath(root)
    if (system.stat(base).type === 'folder') return base
  } catch (error) {
    if (errnoOf(error) === 'ENOENT')
      throw invalid(`${shown} does not exist; make that folder first, or correct the path`)
    throw toIoError('look at root', root, error)
  }
  throw invalid(`${shown} is no folder; name the folder under which etc lies`)
}

function invalid(problem: string): ModuleError {
  return new ModuleError('invalid-argument', [problem])
}

function readText(root: string, path: string): string | undefined {
  const bytes = readBytes(root, path)
  return bytes === undefined ? undefined : system.decode(bytes)
}

function list(root: string, path: string): readonly string[] {
  const folder = realFsPath(root, path)
  const names = withIoErrors('list', path, () => ifThere(() => system.readdir(folder))) ?? []
  // Below the surrogates the order of UTF-16 is that of the bytes.
  return /[\ud800-\uffff]/.test(names.join('')) ? inByteOrder(names) : names.toSorted()
}

function inByteOrder(names: readonly string[]): readonly string[] {
  const keyed = names.map(name => ({ name, key: String.fromCharCode(...system.encode(name)) }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ name }) => name)
}

function look(root: string, path: string): Stats | undefined {
  const file = realFsPath(root, path)
  return withIoErrors('look at', path, () => statReal(root, file))
}

function realPath(root: string, path: string): string | undefined {
  if (root !== '/') return look(root, path) === undefined ? undefined : resolvePath(root, path).path
  const file = realFsPath(root, path)
  return withIoErrors('look at', path, () => ifThere(() => system.realpath(file)))
}

/** What `ReadHost.fileType` calls it. */
export function typeOf({ type }: Stats): 'file' | 'folder' | 'other' {
  return type === 'file' || type === 'folder' ? type : 'other'
}
