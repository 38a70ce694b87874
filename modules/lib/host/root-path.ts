// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { ModuleError } from '../errors.ts'
import { withIoErrors } from './io-error.ts'
import { lstat } from './lstat.ts'
import { checkEncodable } from './text.ts'

/** Where a path leads. */
export interface ResolvedPath {
  /** Without links, as the host sees it. */
  readonly path: string
  /** The part of it that does not exist yet, as whole paths, outermost first; `[]` where all of it exists. */
  readonly missing: readonly string[]
}

/** As many as the kernel follows (path_resolution(7)). */
const MAX_LINKS = 40

/**
 * Follows every link of a path, the last one too, as a process would see it that has `root` as its root folder (chroot(2)):
 * `..` stays inside, an absolute link begins at `root` again. A slash or `..` after a file is let pass, which the kernel would
 * refuse; and between this and the use of the path a link may be changed.
 */
export function resolvePath(root: string, path: string): ResolvedPath {
  checkPath(path)
  let walk: Walk = { path, todo: path.split('/'), done: [], existing: 0, links: 0 }
  while (walk.todo.length > 0) walk = step(root, walk)
  const { done, existing } = walk
  const missing = done.slice(existing).map((_, index) => toPath(done.slice(0, existing + index + 1)))
  return { path: toPath(done), missing }
}

/** Throws ModuleError('invalid-argument') for what is no path of a host. */
export function checkPath(path: string): void {
  checkEncodable(path)
  if (path.startsWith('/') && !path.includes('\0')) return
  throw new ModuleError('invalid-argument', [
    `${JSON.stringify(path)} is no absolute path; name one that begins with /`
  ])
}

/**
 * The path that the file system knows. Under another root than `/` the links of its folder
 * are followed as `resolvePath` does, for the kernel would follow them out of the root; its last part is not.
 */
export function fsPath(root: string, path: string): string {
  checkPath(path)
  if (root === '/') return path
  const folder = path === '/' ? '' : resolvePath(root, folderOf(path)).path
  return rawPath(root, folder === '/' ? `/${baseName(path)}` : `${folder}/${baseName(path)}`)
}

/**
 * The same where the last part is a link that is to be followed, within the root too. On the host itself the kernel follows the
 * links, which is a tenth of the system calls.
 */
export function realFsPath(root: string, path: string): string {
  if (root !== '/') return rawPath(root, resolvePath(root, path).path)
  checkPath(path)
  return path
}

function rawPath(root: string, path: string): string {
  return root === '/' ? path : `${root}${path}`
}

/** The folder of a path as the host sees it. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/'
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** A path of which `done` is resolved, its first `existing` parts are there, and `todo` is left. */
interface Walk {
  readonly path: string
  readonly todo: readonly string[]
  readonly done: readonly string[]
  readonly existing: number
  readonly links: number
}

function step(root: string, walk: Walk): Walk {
  const { done, existing, links } = walk
  const [part = '', ...todo] = walk.todo
  if (part === '' || part === '.') return { ...walk, todo }
  if (part === '..') {
    const parent = done.slice(0, -1)
    return { ...walk, todo, done: parent, existing: Math.min(existing, parent.length) }
  }
  const here = [...done, part]
  if (existing < done.length) return { ...walk, todo, done: here }
  const entry = lookUp(root, here, walk.path)
  if (entry === 'missing') return { ...walk, todo, done: here }
  if (entry === 'no link') return { ...walk, todo, done: here, existing: here.length }
  if (links === MAX_LINKS) throw tooManyLinks(walk.path)
  const from = entry.target.startsWith('/') ? [] : done
  return { ...walk, todo: [...entry.target.split('/'), ...todo], done: from, existing: from.length, links: links + 1 }
}

function lookUp(
  root: string,
  parts: readonly string[],
  path: string
): 'missing' | 'no link' | { readonly target: string } {
  return withIoErrors('follow', path, () => {
    const file = rawPath(root, toPath(parts))
    const stats = lstat(file)
    if (stats === undefined) return 'missing'
    return stats.type === 'link' ? { target: system.readlink(file) } : 'no link'
  })
}

function tooManyLinks(path: string): ModuleError {
  const rule = `more than ${MAX_LINKS} symbolic links (ELOOP)`
  return new ModuleError('io', [`cannot follow ${path}: ${rule}; namei shows them; make one of them point to a file`])
}

function toPath(parts: readonly string[]): string {
  return `/${parts.join('/')}`
}
