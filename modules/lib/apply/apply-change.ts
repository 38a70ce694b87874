// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { NetworkApplyArguments } from '#generated/network_apply'
import type { ModuleResult } from '../ansible/run-module.ts'
import { carriedBy } from '../bonding/carried.ts'
import { cutOffProblems } from '../bonding/host-rules/cut-off-rules.ts'
import { readInventory } from '../bonding/inventory.ts'
import type { ApplyPlan } from '../bonding/steps/plan-apply.ts'
import { type ChangeRecord, dropReason, openChange, openWindow } from '../change/change-record.ts'
import { linesAtRisk, restoreLines } from '../change/network-state.ts'
import { overlayHost } from '../change/overlay-host.ts'
import { ModuleError } from '../errors.ts'
import { connectionText, currentConnection, deviceOfAddress } from '../host/connection.ts'
import { renameChange, writeApplication, writeState } from '../host/journal/application.ts'
import { withLock } from '../host/journal/lock.ts'
import { readChanges } from '../host/journal/read-changes.ts'
import { recover } from '../host/journal/recover.ts'
import { beginChange, dropChange, newChangeId } from '../host/journal/write-change.ts'
import { networkRootDevice } from '../host/network-root.ts'
import { createHost } from '../host/node-host.ts'
import { readNetworkState } from '../host/read-network-state.ts'
import { startGuard } from '../host/start-guard.ts'
import { awaitSteps } from './await-steps.ts'
import { resumedChanges } from './resume-guard.ts'
import { planOf, type Scene, sceneOf, visibleSteps } from './scene.ts'

/**
 * Makes the written files take effect: plans the steps and hands them to the guard, unless in check mode. The same id again
 * gives the change that it stands for. Throws ModuleError('conflict') while another change is open, and for what would cut the
 * host off for good.
 */
export function applyChange(args: NetworkApplyArguments, checkMode: boolean): ModuleResult {
  if (checkMode) return preview(args)
  const replayed = resumedChanges().find(isRunning(args.id))
  if (replayed !== undefined) return awaitSteps(replayed.id, args.wait)
  const { id, warnings, result } = withLock('/', 'nic.bonding.network_apply', () => begin(args))
  const answer = id === undefined ? result : awaitSteps(id, args.wait)
  return { ...answer, warnings: [...warnings, ...(answer.warnings ?? [])] }
}

/** What came of a change under the lock: its guard has been started, or there was nothing to do. */
type Begun = { readonly warnings: readonly string[] } & (
  | { readonly id: string; readonly result?: undefined }
  | { readonly id?: undefined; readonly result: ModuleResult }
)

function preview(args: NetworkApplyArguments): ModuleResult {
  const open = openFor(args.id)
  if (open !== undefined && open.state !== 'written') return awaitSteps(open.id, false)
  const { kept, warnings } = judge(open)
  return { ...resultOf(draftOf(args, kept, true).plan), warnings }
}

function begin(args: NetworkApplyArguments): Begun {
  recover('/')
  const open = openFor(args.id)
  if (open !== undefined && open.state !== 'written') return { id: open.id, warnings: [] }
  const { kept, warnings } = judge(open)
  if (open !== undefined && kept === undefined) dropChange('/', open.id)
  const draft = draftOf(args, kept, false)
  if (draft.plan.forward.length > 0) return { id: start(args, kept, draft), warnings }
  if (kept !== undefined) dropChange('/', kept.id)
  return { result: resultOf(draft.plan), warnings }
}

/** The change that is not settled; refused when it is in another's hands. */
function openFor(id: string | undefined): ChangeRecord | undefined {
  const open = openChange(readChanges('/'))
  const window = open === undefined || open.id === id ? undefined : openWindow(open)
  if (window !== undefined) throw new ModuleError('conflict', [window])
  return open
}

/** The written change where it is still ours, else why it is not. */
function judge(open: ChangeRecord | undefined): {
  readonly kept: ChangeRecord | undefined
  readonly warnings: readonly string[]
} {
  const reason = open === undefined ? undefined : dropReason(open)
  return reason === undefined ? { kept: open, warnings: [] } : { kept: undefined, warnings: [reason] }
}

/** What is to be done, where nothing is against it. */
interface Draft {
  readonly scene: Scene
  readonly plan: ApplyPlan
}

function draftOf(args: NetworkApplyArguments, kept: ChangeRecord | undefined, isPreview: boolean): Draft {
  const scene = sceneOf(createHost('/'), kept, args, isPreview)
  const plan = planOf(scene, args)
  refuseCutOff(args, scene, plan)
  return { scene, plan }
}

function start(args: NetworkApplyArguments, open: ChangeRecord | undefined, { scene, plan }: Draft): string {
  const id = args.id ?? open?.id ?? newChangeId()
  if (open === undefined) beginChange('/', id, () => undefined)
  else renameChange(open.id, id)
  const network = readNetworkState()
  const connection = currentConnection()
  const { provider, devices, bonds } = plan
  const old = overlayHost(scene.host, scene.before)
  const atRisk = linesAtRisk(network, devices, carriedBy(readInventory(old), old))
  writeApplication(id, {
    timeout: args.rollback_timeout,
    limit: args.apply_timeout,
    delay: args.wait ? 0 : 1,
    forward: plan.forward,
    back: plan.back,
    restore: restoreLines(network, devices),
    connection: connection === undefined ? '' : connectionText(connection),
    summary: { provider, plan: visibleSteps(plan.forward), devices, bonds, atRisk }
  })
  try {
    startGuard(id)
  } catch (error) {
    writeState(id, 'written')
    throw error
  }
  return id
}

function isRunning(id: string | undefined): (change: ChangeRecord) => boolean {
  return change => change.id === id && change.state !== 'written'
}

function refuseCutOff(args: NetworkApplyArguments, scene: Scene, plan: ApplyPlan): void {
  if (args.force || plan.forward.length === 0) return
  const connection = currentConnection()
  const problems = cutOffProblems({
    plan,
    before: readInventory(overlayHost(scene.host, scene.before)),
    after: readInventory(overlayHost(scene.host, scene.after)),
    connection:
      connection === undefined ? undefined : { server: connection.server, device: deviceOfAddress(connection.server) },
    networkRoot: networkRootDevice(),
    rollbackTimeout: args.rollback_timeout
  })
  if (problems.length > 0) throw new ModuleError('conflict', problems)
}

function resultOf(plan: ApplyPlan): ModuleResult {
  const steps = visibleSteps(plan.forward)
  return { changed: steps.length > 0, state: 'none', provider: plan.provider, plan: steps, steps: [] }
}
