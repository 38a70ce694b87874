// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type ChangeRecord, dropReason, openChange } from '../change/change-record.ts'

/** The change that waits to be applied, confirmed or undone; keys as results have them. */
export interface PendingInfo {
  readonly id: string
  readonly state: string
  readonly remaining: number | undefined
  readonly reason: string | undefined
  readonly files: readonly string[]
}

/** The open change, `undefined` where there is none or the next task would drop it. */
export function pendingInfo(changes: readonly ChangeRecord[]): PendingInfo | undefined {
  const open = openChange(changes)
  if (open === undefined || dropReason(open) !== undefined) return undefined
  const { id, state, remaining, reason, files, torn } = open
  return { id, state, remaining, reason, files: [...new Set([...files, ...torn].map(({ path }) => path))].sort() }
}

/** What a run that was killed while it wrote, or one that is writing now, means to whoever reads the files. */
export function tornWarnings(changes: readonly ChangeRecord[]): readonly string[] {
  const open = openChange(changes)
  if (open === undefined || open.torn.length === 0) return []
  const paths = open.torn.map(({ path }) => path).join(', ')
  return [
    `change ${open.id}: ${paths} is being written, or was when its task was killed; the next task that writes puts that back`
  ]
}
