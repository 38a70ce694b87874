// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { Step } from '../../change/step.ts'
import { lookUp } from '../inventory.ts'
import type { Move } from './moves.ts'
import type { Need } from './need.ts'
import { optionSteps } from './option-steps.ts'
import { activations, initscriptsPhases, networkManagerSteps } from './phases.ts'
import type { Scene } from './scene.ts'

/** What all steps of a plan are made for. */
export interface Scope {
  readonly scene: Scene
  readonly needs: readonly Need[]
  /** Whether initscripts stop and start the whole network service, instead of one device after the other. */
  readonly isService: boolean
}

const oldFiles: Step = { type: 'files', set: 'old' }
const newFiles: Step = { type: 'files', set: 'new' }
const reload: Step = { type: 'reload' }

/** Down by the files before the change, which are put in place for that moment, and up by those after it. */
export function forwardSteps(scope: Scope, moves: readonly Move[]): readonly Step[] {
  const { scene, needs } = scope
  const { down, up, above, needsFiles, isRead } = partsOf(scope, moves)
  const managed = moves.filter(({ target }) => target.provider === 'networkmanager')
  const options = optionSteps(scene, needs, moves, false)
  const isLeft = ({ type }: Step): boolean => !scope.isService || type !== 'ifup'
  return [
    ...(needsFiles ? [oldFiles] : []),
    ...down,
    ...options.stopped,
    ...(needsFiles ? [newFiles] : []),
    ...(isRead ? [reload] : []),
    ...networkManagerSteps(managed),
    ...options.running,
    ...up.filter(isLeft),
    ...activations(
      managed,
      ({ target }) => target.now?.path,
      () => false
    ),
    ...above.filter(isLeft),
    ...options.complete
  ]
}

/** Down by the files after the change, and up by those before it, which stay. */
export function backSteps(scope: Scope, moves: readonly Move[]): readonly Step[] {
  const { scene, needs } = scope
  const { down, up, above, needsFiles, isRead } = partsOf(scope, moves)
  const managed = moves.filter(({ target }) => target.provider === 'networkmanager')
  const options = optionSteps(scene, needs, moves, true)
  const isLeft = (step: Step): boolean => !scope.isService || !isStartedAtBoot(step, moves)
  return [
    ...(needsFiles ? [newFiles] : []),
    ...down,
    ...options.stopped,
    oldFiles,
    ...(isRead ? [reload] : []),
    ...networkManagerSteps(managed),
    ...options.running,
    ...up.filter(isLeft),
    // What was still trying is begun again, no more.
    ...activations(managed, ({ target }) => target.old?.path, isComing),
    ...above.filter(isLeft),
    ...options.complete
  ]
}

function isComing({ target }: Move): boolean {
  return target.kernel.bond === undefined && target.activity() === 'coming'
}

interface Parts {
  readonly down: readonly Step[]
  readonly up: readonly Step[]
  readonly above: readonly Step[]
  /** Whether a script takes a device down by files that are not the same before and after the change. */
  readonly needsFiles: boolean
  /** Whether NetworkManager must read the files again. */
  readonly isRead: boolean
}

function partsOf({ scene, needs, isService }: Scope, moves: readonly Move[]): Parts {
  const { down, up, above } = initscriptsPhases(moves.filter(({ target }) => target.provider === 'initscripts'))
  const isRead = needs.some(
    ({ target, kind, live }) => target.provider === 'networkmanager' && (kind !== 'none' || live !== undefined)
  )
  if (!isService) {
    return { down, up, above, needsFiles: scene.hasChanges && down.some(({ type }) => type === 'ifdown'), isRead }
  }
  return {
    down: [{ type: 'service', action: 'stop' }, ...down.filter(({ type }) => type !== 'ifdown')],
    up: [{ type: 'service', action: 'start' }, ...up],
    above,
    needsFiles: scene.hasChanges,
    isRead
  }
}

/** The service starts what its file does not keep from it. */
function isStartedAtBoot(step: Step, moves: readonly Move[]): boolean {
  if (step.type !== 'ifup') return false
  const move = moves.find(({ target }) => target.device === step.device)
  const old = move?.target.old
  return old !== undefined && !/^no$/i.test(lookUp(old, 'ONBOOT') ?? 'yes')
}
