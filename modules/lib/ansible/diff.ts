// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { FileChange } from '../change/file-change.ts'

/** One changed file as Ansible's --diff shows it; an absent side is the empty text. */
export interface DiffEntry {
  readonly before: string
  readonly after: string
  readonly before_header: string
  readonly after_header: string
}

/** What was done with a managed file. */
export interface FileResult {
  readonly path: string
  readonly action: 'create' | 'update' | 'remove' | 'unchanged'
  readonly backup_file?: string
}

/** The `diff` of a result: the changed files only, in the order in which they are written. */
export function diffEntries(files: readonly FileChange[]): readonly DiffEntry[] {
  return changed(files).map(({ path, before = '', after = '' }) => ({
    before,
    after,
    before_header: path,
    after_header: path
  }))
}

/** The `files` of a result: every managed file; `backupPath` is given where backups are made. */
export function fileResults(
  files: readonly FileChange[],
  backupPath?: (path: string, text: string) => string
): readonly FileResult[] {
  return files.map(file => {
    const action = actionOf(file)
    if (backupPath === undefined || file.before === undefined || action === 'unchanged')
      return { path: file.path, action }
    return { path: file.path, action, backup_file: backupPath(file.path, file.before) }
  })
}

function changed(files: readonly FileChange[]): readonly FileChange[] {
  return files.filter(file => file.before !== file.after)
}

function actionOf({ before, after }: FileChange): FileResult['action'] {
  if (before === after) return 'unchanged'
  if (before === undefined) return 'create'
  return after === undefined ? 'remove' : 'update'
}
