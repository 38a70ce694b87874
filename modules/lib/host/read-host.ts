// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import { ModuleError } from '../errors.ts'
import type { ReadHost } from './host.ts'
import { errnoOf, ifThere, toIoError, withIoErrors } from './io-error.ts'
import { statReal } from './lstat.ts'
import { readBytes } from './read-file.ts'
import { realFsPath, resolvePath } from './root-path.ts'
import { bytesToText } from './text.ts'

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
    fileType: path => typeOf(look(base, path)),
    linkCount: path => look(base, path)?.nlink ?? 0,
    realPath: path => realPath(base, path)
  }
}

function checkRoot(root: string): string {
  const shown = `root: ${JSON.stringify(root)}`
  if (!root.startsWith('/')) throw invalid(`${shown} is no absolute path; give the whole path of the folder`)
  try {
    const base = fs.realpathSync(root)
    if (fs.statSync(base).isDirectory()) return base
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
  return bytes === undefined ? undefined : bytesToText(bytes)
}

function list(root: string, path: string): readonly string[] {
  const folder = realFsPath(root, path)
  const names = withIoErrors('list', path, () => ifThere(() => fs.readdirSync(folder, 'latin1'))) ?? []
  // One character a byte here, so that the plain order of strings is that of bytes.
  return [...names].sort().map(name => bytesToText(Buffer.from(name, 'latin1')))
}

function look(root: string, path: string): fs.Stats | undefined {
  const file = realFsPath(root, path)
  return withIoErrors('look at', path, () => statReal(root, file))
}

function realPath(root: string, path: string): string | undefined {
  if (root !== '/') return look(root, path) === undefined ? undefined : resolvePath(root, path).path
  const file = realFsPath(root, path)
  const bytes = withIoErrors('look at', path, () => ifThere(() => fs.realpathSync.native(file, 'buffer')))
  return bytes === undefined ? undefined : bytesToText(bytes)
}

function typeOf(stats: fs.Stats | undefined): 'file' | 'folder' | 'other' | undefined {
  if (stats === undefined) return undefined
  if (stats.isFile()) return 'file'
  return stats.isDirectory() ? 'folder' : 'other'
}
