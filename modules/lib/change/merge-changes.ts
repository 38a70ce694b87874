// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { FileChange } from './file-change.ts'

/** One change per file where several were planned one after the other: the first before, the last after. */
export function mergeChanges(changes: readonly FileChange[]): readonly FileChange[] {
  const byPath = new Map<string, FileChange>()
  for (const change of changes) {
    const first = byPath.get(change.path)
    byPath.set(change.path, first === undefined ? change : { ...change, before: first.before })
  }
  return [...byPath.values()]
}

/** Whether any device's file differs from what it was, so that the running network may too. */
export function isPending(changes: readonly FileChange[]): boolean {
  return changes.some(({ before, after, device }) => device !== undefined && before !== after)
}
