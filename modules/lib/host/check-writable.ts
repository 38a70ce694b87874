// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import type { FileChange } from '../change/file-change.ts'
import { errnoOf, ModuleError } from '../errors.ts'
import { toIoError } from './io-error.ts'
import { stateFolder } from './journal/state-folder.ts'
import { folderOf, fsPath, resolvePath } from './root-path.ts'

/**
 * Asks the system, before anything is written, whether this process may write all that a plan changes, and the journal, so that
 * check mode fails as the run would. Throws ModuleError('io') with one line for each reason, which names all paths. What only
 * writing shows (a full disk, a mount point, a rule of SELinux) is left to `apply`.
 */
export function checkWritable(root: string, files: readonly FileChange[]): void {
  const changed = files.filter(({ before, after }) => before !== after).map(({ path }) => path)
  const denials = deniedPaths(root, changed.length === 0 ? [] : [...changed, stateFolder])
  if (denials.length > 0) throw new ModuleError('io', denials.map(messageOf))
}

/** What the system answers, and to which paths. */
interface Denial {
  readonly error: unknown
  readonly paths: readonly string[]
}

function deniedPaths(root: string, paths: readonly string[]): readonly Denial[] {
  const found = new Map<string, Denial>()
  for (const path of paths) {
    const error = denial(root, path)
    const code = errnoOf(error)
    if (code !== undefined) found.set(code, { error, paths: [...(found.get(code)?.paths ?? []), path] })
  }
  return [...found.values()]
}

function messageOf({ error, paths }: Denial): string {
  const problem = toIoError('write', paths.join(', '), error)
  return `${problem instanceof Error ? problem.message : String(problem)}; nothing has been changed`
}

/** A file is replaced, so its folder must be writable; of its own only the immutable flag counts (EPERM; rename(2)). */
function denial(root: string, path: string): unknown {
  const { path: real, missing } = resolvePath(root, path)
  if (missing.length > 0)
    return failureOf(() => system.access(fsPath(root, folderOf(missing[0] ?? real)), 'write and search'))
  const own = failureOf(() => system.access(fsPath(root, real), 'write'))
  if (errnoOf(own) === 'EPERM' || path === stateFolder) return own
  return failureOf(() => system.access(fsPath(root, folderOf(real)), 'write and search'))
}

function failureOf(act: () => void): unknown {
  try {
    act()
    return undefined
  } catch (error) {
    return error
  }
}
