// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import type { FileChange, Plan } from '../change/file-change.ts'
import type { Host } from '../host/host.ts'
import { diffEntries, fileResults } from './diff.ts'
import type { ModuleResult } from './run-module.ts'

export interface PlanResultInput {
  readonly host: Host
  readonly plan: Plan
  readonly backup: boolean
  readonly secretsOf: SecretsOf | undefined
}

/** The secrets in the text of an ifcfg file, whatever its quotes. */
export type SecretsOf = (text: string) => readonly string[]

/**
 * The result that a plan comes to. It is made before anything is written, so that check mode and the real run cannot
 * differ.
 */
export function planResult({ host, plan, backup, secretsOf }: PlanResultInput): ModuleResult {
  const changed = plan.files.filter(({ before, after }) => before !== after)
  const interfaces = [...new Set(changed.flatMap(({ device }) => (device === undefined ? [] : [device])))].sort()
  return {
    changed: changed.length > 0,
    diff: diffEntries(plan.files),
    changes: changed.map(({ path, before, after }) => ({ path, before: before ?? null, after: after ?? null })),
    files: fileResults(plan.files, backup ? (path, text) => host.backupPath(path, text) : undefined),
    directories: host.missingFolders(plan.files),
    interfaces,
    warnings: plan.warnings,
    secrets: changed.flatMap(change => secretsIn(change, secretsOf))
  }
}

/** Whole texts of files stand in the result, so a module that changes ifcfg files has to say what is secret in them. */
function secretsIn({ path, before, after, device }: FileChange, secretsOf: SecretsOf | undefined): readonly string[] {
  if (device === undefined) return []
  if (secretsOf === undefined) throw new Error(`${path} is changed by a module that cannot read such files`)
  return [before, after].flatMap(text => secretsOf(text ?? ''))
}
