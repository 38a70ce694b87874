// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import type { Plan } from '../change/file-change.ts'
import { flatMap } from '../flat-map.ts'
import type { Host } from '../host/host.ts'
import { parseIfcfg } from '../ifcfg/parse-ifcfg.ts'
import { listKeys, readKey } from '../ifcfg/read-key.ts'
import { diffEntries, fileResults } from './diff.ts'
import { isSecretKey } from './mask.ts'
import type { ModuleResult } from './run-module.ts'

export interface PlanResultInput {
  readonly host: Host
  readonly plan: Plan
  readonly backup: boolean
}

/**
 * The result that a plan comes to. It is made before anything is written, so that check mode and the real run cannot
 * differ.
 */
export function planResult({ host, plan, backup }: PlanResultInput): ModuleResult {
  const changed = plan.files.filter(({ before, after }) => before !== after)
  const interfaces = [...new Set(flatMap(changed, ({ device }) => (device === undefined ? [] : [device])))].sort()
  return {
    changed: changed.length > 0,
    diff: diffEntries(plan.files),
    changes: changed.map(({ path, before, after }) => ({ path, before: before ?? null, after: after ?? null })),
    files: fileResults(plan.files, backup ? (path, text) => host.backupPath(path, text) : undefined),
    directories: host.missingFolders(plan.files),
    interfaces,
    warnings: plan.warnings,
    secrets: flatMap(changed, ({ before, after, device }) =>
      device === undefined ? [] : flatMap([before, after], secretValues)
    )
  }
}

/** What the keys of passwords say in an ifcfg file: whole texts of files stand in the result. */
function secretValues(text: string | undefined): readonly string[] {
  const file = parseIfcfg(text ?? '')
  return flatMap(listKeys(file).filter(isSecretKey), key => {
    const reading = readKey(file, key)
    return reading.state === 'value' ? [reading.value] : []
  })
}
