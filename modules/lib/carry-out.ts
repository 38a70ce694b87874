// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { planResult, type SecretsOf } from './ansible/plan-result.ts'
import type { ModuleResult } from './ansible/run-module.ts'
import { resumedChanges } from './apply/resume-guard.ts'
import { type ChangeRecord, dropReason, isSettled, openChange, openWindow } from './change/change-record.ts'
import type { FileChange, Plan } from './change/file-change.ts'
import { isPending, mergeChanges } from './change/merge-changes.ts'
import { overlayHost } from './change/overlay-host.ts'
import { ModuleError } from './errors.ts'
import { checkWritable } from './host/check-writable.ts'
import { hardLinkProblems } from './host/hard-links.ts'
import type { Host, ReadHost } from './host/host.ts'
import { withLock } from './host/journal/lock.ts'
import { hasStrays, readChanges } from './host/journal/read-changes.ts'
import { recover } from './host/journal/recover.ts'
import { dropChange, writeFiles } from './host/journal/write-change.ts'
import { createHost } from './host/node-host.ts'

export interface CarryOutInput<P extends Plan> {
  /** The module's name, for whoever has to wait for it. */
  readonly name: string
  readonly root: string
  readonly backup: boolean
  readonly checkMode: boolean
  readonly plan: (host: ReadHost) => P
  /** Given by a module that changes ifcfg files; the others do without a reader of them. */
  readonly secretsOf?: SecretsOf
  /** What goes into the result besides. */
  readonly more?: (plan: P) => { readonly [key: string]: unknown }
}

/**
 * Plans files and writes them unless in check mode; the result is made before anything is written, so that the two cannot
 * differ. Nothing is locked or written where nothing is to be changed: then the journal, looked at before and after, shows that
 * nobody else was writing meanwhile. Throws ModuleError('conflict') while another change is open, and for files that cannot be
 * replaced.
 */
export function carryOut<P extends Plan>(input: CarryOutInput<P>): ModuleResult {
  const host = createHost(input.root)
  const before = host.root === '/' && !input.checkMode ? resumedChanges() : readChanges(host.root)
  if (input.checkMode) return outcomeOf(input, host, viewOf(before)).result
  if (isQuiet(before) && !hasStrays(host.root)) {
    const { plan, result } = outcomeOf(input, host, viewOf(before))
    const isUnchanged = !hasChange(plan.files) && JSON.stringify(readChanges(host.root)) === JSON.stringify(before)
    if (isUnchanged) return result
  }
  return withLock(host.root, `nic.bonding.${input.name}`, () => writeLocked(input, createHost(input.root)))
}

/** What the journal says to a run that is about to write. */
interface View {
  /** The change that it would join. */
  readonly open: ChangeRecord | undefined
  /** Files as they will be once what a killed run has left is made whole. */
  readonly recovered: readonly FileChange[]
  readonly dropped: ChangeRecord | undefined
  readonly warnings: readonly string[]
}

function viewOf(changes: readonly ChangeRecord[]): View {
  const open = openChange(changes)
  const window = open === undefined ? undefined : openWindow(open)
  if (window !== undefined) throw new ModuleError('conflict', [window])
  const recovered = open?.torn ?? []
  const reason = open === undefined ? undefined : dropReason(open)
  const isKept = open !== undefined && reason === undefined && open.files.length > 0
  return {
    open: isKept ? open : undefined,
    recovered,
    dropped: reason === undefined ? undefined : open,
    warnings: reason === undefined ? [] : [reason]
  }
}

function isQuiet(changes: readonly ChangeRecord[]): boolean {
  return changes.every(change => isSettled(change) || (change.torn.length === 0 && dropReason(change) === undefined))
}

function writeLocked<P extends Plan>(input: CarryOutInput<P>, host: Host): ModuleResult {
  recover(host.root)
  const view = viewOf(readChanges(host.root))
  const { plan, result } = outcomeOf(input, host, view)
  if (view.dropped !== undefined) dropChange(host.root, view.dropped.id)
  if (!hasChange(plan.files)) return result
  const id = writeFiles({ host, files: plan.files, backup: input.backup, open: view.open?.id })
  if (result.pending !== true) dropChange(host.root, id)
  return result
}

function outcomeOf<P extends Plan>(
  input: CarryOutInput<P>,
  host: Host,
  view: View
): { readonly plan: P; readonly result: ModuleResult } {
  const recovered = new Map(view.recovered.map(({ path, before }): [string, string | null] => [path, before ?? null]))
  const seen = recovered.size === 0 ? host : overlayHost(host, recovered)
  const plan = input.plan(seen)
  const problems = hardLinkProblems(seen, plan.files)
  if (problems.length > 0) throw new ModuleError('conflict', problems)
  checkWritable(host.root, plan.files)
  const result = planResult({ host, plan, backup: input.backup, secretsOf: input.secretsOf })
  const all = mergeChanges([...(view.open?.files ?? []), ...plan.files])
  return {
    plan,
    result: {
      ...result,
      warnings: [...view.warnings, ...plan.warnings],
      pending: host.root === '/' && isPending(all),
      ...input.more?.(plan)
    }
  }
}

function hasChange(files: readonly FileChange[]): boolean {
  return files.some(({ before, after }) => before !== after)
}
