// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { FileChange } from '../change/file-change.ts'
import type { ReadHost } from './host.ts'

/**
 * The problems of changed files that have further names: replacing one name would leave the others with the old text.
 * For plans; `apply` refuses with the same words, so that check mode tells what the run does.
 */
export function hardLinkProblems(host: ReadHost, files: readonly FileChange[]): readonly string[] {
  return files
    .filter(({ before, after }) => before !== undefined && before !== after)
    .map(({ path }) => ({ path, count: host.linkCount(path) }))
    .filter(({ count }) => count > 1)
    .map(({ path, count }) => hardLinkProblem(path, count))
}

/** Why a file with so many hard links is not changed. */
export function hardLinkProblem(path: string, count: number): string {
  return (
    `${path}: it has ${count} hard links, and a change would leave the others behind; ` +
    `cp -p ${path} ${path}.new && mv ${path}.new ${path} makes it a file of its own`
  )
}
