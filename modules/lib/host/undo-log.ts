// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { ModuleError } from '../errors.ts'
import { toIoError } from './io-error.ts'

/** How to undo one thing that has been done. */
export interface UndoStep {
  readonly path: string
  /** `aid` is what served the writing only: temporary files, backups, folders. */
  readonly kind: 'file' | 'aid'
  readonly run: () => void
}

/**
 * Undoes everything, the last first, and gives the failure back with what was put back and what could not be.
 * Once a file could not be put back, the rest of the aids stay: its backup may be the only old text.
 */
export function undoAll(steps: readonly UndoStep[], failure: unknown): unknown {
  const restored: string[] = []
  const failed: string[] = []
  for (const { path, kind, run } of steps.toReversed()) {
    if (kind === 'aid' && failed.length > 0) continue
    try {
      run()
      if (kind === 'file') restored.push(path)
    } catch (error) {
      failed.push(messageOf(toIoError('put back', path, error)))
    }
  }
  if (!(failure instanceof ModuleError)) return failed.length === 0 ? failure : new Error(joined(failure, failed))
  const [first = '', ...others] = failure.problems
  const outcome = [outcomeOf(restored, failed.length), ...failed].join('; ')
  return new ModuleError(failure.kind, [`${first}; ${outcome}`, ...others])
}

function outcomeOf(restored: readonly string[], failures: number): string {
  if (restored.length > 0) return `put back: ${restored.join(', ')}`
  return failures === 0 ? 'nothing has been changed' : 'nothing could be put back'
}

function joined(failure: unknown, failed: readonly string[]): string {
  return [messageOf(failure), ...failed].join('; ')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
