// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { planResult } from './ansible/plan-result.ts'
import type { ModuleResult } from './ansible/run-module.ts'
import type { Plan } from './change/file-change.ts'
import { ModuleError } from './errors.ts'
import { hardLinkProblems } from './host/hard-links.ts'
import type { Host } from './host/host.ts'

export interface CarryOutInput {
  readonly host: Host
  readonly plan: Plan
  readonly backup: boolean
  readonly checkMode: boolean
}

/**
 * Applies a plan of files unless in check mode, and returns the result, which is made before anything is written, so that
 * the two cannot differ. Throws ModuleError('conflict') for files that cannot be replaced.
 */
export function carryOut({ host, plan, backup, checkMode }: CarryOutInput): ModuleResult {
  const problems = hardLinkProblems(host, plan.files)
  if (problems.length > 0) throw new ModuleError('conflict', problems)
  const result = planResult({ host, plan, backup })
  if (!checkMode) host.apply(plan.files, { backup })
  return result
}
