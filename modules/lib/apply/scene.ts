// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { NetworkApplyArguments } from '#generated/network_apply'
import { type ApplyPlan, planApply } from '../bonding/steps/plan-apply.ts'
import type { ChangeRecord } from '../change/change-record.ts'
import type { FutureFiles } from '../change/overlay-host.ts'
import { type Step, stepText } from '../change/step.ts'
import type { ReadHost } from '../host/host.ts'
import { readActivities } from '../host/read-activities.ts'

/** What there is to apply: the host, and the files before and after where they are not what the disk has. */
export interface Scene {
  readonly host: ReadHost
  readonly before: FutureFiles
  readonly after: FutureFiles
}

/**
 * The files of the journal, and in check mode those of the tasks before, which wrote nothing: what the journal would have.
 * What the disk has already is not to come.
 */
export function sceneOf(
  host: ReadHost,
  open: ChangeRecord | undefined,
  { changes }: Partial<NetworkApplyArguments>,
  isPreview: boolean
): Scene {
  const before = new Map((open?.files ?? []).map(({ path, before }): [string, string | null] => [path, before ?? null]))
  const after = new Map<string, string | null>()
  for (const change of isPreview ? (changes ?? []) : []) {
    const { path } = change
    if (typeof path !== 'string' || !isText(change.after) || change.after === (host.readText(path) ?? null)) continue
    after.set(path, change.after)
    if (!before.has(path)) before.set(path, host.readText(path) ?? null)
  }
  return { host, before, after }
}

/** Plans the steps of a scene. */
export function planOf({ host, before, after }: Scene, args: Partial<NetworkApplyArguments>): ApplyPlan {
  const { interfaces } = args
  const isAll = interfaces?.length === 1 && interfaces[0] === 'all'
  return planApply({
    ...{ host, before, after, activityOf: readActivities() },
    interfaces: isAll ? 'all' : interfaces,
    provider: args.provider ?? 'auto'
  })
}

/** The steps as a person would type them. */
export function visibleSteps(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(step => {
    const text = stepText(step)
    return text === undefined ? [] : [text]
  })
}

function isText(value: unknown): value is string | null {
  return typeof value === 'string' || value === null
}
