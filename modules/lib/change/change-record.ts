// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { FileChange } from './file-change.ts'

/** Where a change is in its life; confirmed and reverted are its ends (docs/life-of-a-change.md). */
export type ChangeState = 'written' | 'applying' | 'waiting' | 'confirmed' | 'reverting' | 'reverted' | 'failed'

/** A change as the journal has it. */
export interface ChangeRecord {
  readonly id: string
  readonly state: ChangeState
  /** Every file that it changed, as it was before the first task and as the last one wrote it. */
  readonly files: readonly FileChange[]
  /** The files of a task that was killed while it wrote them, or that is writing them now; [] where there is none. */
  readonly torn: readonly FileChange[]
  /** Whether the host has booted since it was written. */
  readonly booted: boolean
  /** Paths of files that somebody else has changed since. */
  readonly foreign: readonly string[]
  /** Seconds until going back begins, while it waits. */
  readonly remaining: number | undefined
  /** Why it went back, or could not. */
  readonly reason: string | undefined
}

/** Whether the host agrees with its files for good. */
export function isSettled({ state }: Pick<ChangeRecord, 'state'>): boolean {
  return state === 'confirmed' || state === 'reverted'
}

/** The change that is not settled; there is at most one. */
export function openChange(changes: readonly ChangeRecord[]): ChangeRecord | undefined {
  return changes.find(change => !isSettled(change))
}

/**
 * Why a change that nobody has applied is no change of ours any more, `undefined` while it is. One that has changed no file
 * is nobody's, and there is nothing to say of it.
 */
export function dropReason({ id, state, files, booted, foreign }: ChangeRecord): string | undefined {
  if (state !== 'written' || files.length === 0) return undefined
  const what = `change ${id}, which was written and never applied, is no longer kept in the journal`
  if (booted) return `${what}: the host has booted since, so its files are in effect`
  return foreign.length === 0 ? undefined : `${what}: somebody else has changed ${foreign.join(', ')} since`
}

/** Why no other task may write while this change is open, `undefined` when it may. */
export function openWindow({ id, state, remaining, reason }: ChangeRecord): string | undefined {
  const confirm = `nic.bonding.network_apply with state: confirmed and id: ${id} keeps it`
  const undo = 'with state: reverted undoes it at once'
  switch (state) {
    case 'applying':
      return `change ${id} is being applied; wait for its end, or nic.bonding.network_apply ${undo}`
    case 'waiting': {
      const seconds = Math.max(0, Math.ceil(remaining ?? 0))
      return `change ${id} waits for its confirmation and is undone in ${seconds} seconds; ${confirm}, ${undo}`
    }
    case 'reverting':
      return `change ${id} is being undone (${reason ?? 'no reason is known'}); wait for its end`
    case 'failed':
      return (
        `change ${id} could not be undone: ${reason ?? 'no reason is known'}; mend that and run nic.bonding.network_apply with ` +
        `state: reverted, or keep the files as they are with state: confirmed, id: ${id} and force: true`
      )
    case 'written':
    case 'confirmed':
    case 'reverted':
      return undefined
  }
}

/** How a change that did not stay ended, in a sentence; of one that could not be undone also the ways out. */
export function endOf(change: ChangeRecord): string {
  const { id, state, reason } = change
  const why = reason ?? 'no reason is known'
  if (state === 'reverted') return `change ${id} has been undone: ${why}`
  if (state === 'reverting') return `change ${id} is being undone: ${why}`
  return openWindow(change) ?? `change ${id} could not be undone: ${why}`
}
