// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ChangeState } from './change-record.ts'

/** Where a change stands. `none`: there is no change; `torn`: a write of files was cut off in the middle. */
export type LifeState = ChangeState | 'none' | 'torn'

/** What takes a change from one state to another. */
export type LifeEvent =
  | 'write'
  | 'writer killed'
  | 'next run'
  | 'boot'
  | 'dropped'
  | 'apply'
  | 'apply without steps'
  | 'steps done'
  | 'steps done without timeout'
  | 'step failed'
  | 'step failed without timeout'
  | 'confirm'
  | 'confirm with force'
  | 'deadline'
  | 'revert'
  | 'console'
  | 'gone back'
  | 'foreign file'
  | 'back step failed'

export type LifeEdge = readonly [from: LifeState, event: LifeEvent, to: LifeState]

/**
 * Every way in which a change goes on; docs/life-of-a-change.md draws and explains them. Whatever is not here does not
 * happen: the state stays, and who asked for it is told why.
 */
export const lifeEdges: readonly LifeEdge[] = [
  ['none', 'write', 'written'],
  ['none', 'writer killed', 'torn'],
  ['written', 'write', 'written'],
  ['written', 'writer killed', 'torn'],
  ['written', 'dropped', 'none'],
  ['written', 'revert', 'reverted'],
  ['written', 'console', 'reverted'],
  ['written', 'apply', 'applying'],
  ['written', 'apply without steps', 'confirmed'],
  ['torn', 'next run', 'none'],
  ['torn', 'boot', 'none'],
  ['torn', 'next run', 'written'],
  ['torn', 'boot', 'written'],
  ['applying', 'steps done', 'waiting'],
  ['applying', 'steps done without timeout', 'confirmed'],
  ['applying', 'step failed', 'reverting'],
  ['applying', 'step failed without timeout', 'written'],
  ['applying', 'revert', 'reverting'],
  ['applying', 'console', 'reverting'],
  ['applying', 'boot', 'reverting'],
  ['waiting', 'confirm', 'confirmed'],
  ['waiting', 'deadline', 'reverting'],
  ['waiting', 'revert', 'reverting'],
  ['waiting', 'console', 'reverting'],
  ['waiting', 'boot', 'reverting'],
  ['reverting', 'gone back', 'reverted'],
  ['reverting', 'foreign file', 'failed'],
  ['reverting', 'back step failed', 'failed'],
  ['failed', 'revert', 'reverting'],
  ['failed', 'console', 'reverting'],
  ['failed', 'confirm with force', 'confirmed']
]
