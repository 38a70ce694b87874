// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { NetworkApplyArguments } from '#generated/network_apply'
import { system } from '#system'
import type { ModuleResult } from '../ansible/run-module.ts'
import { readInventory } from '../bonding/inventory.ts'
import { type Verification, verifyBonds } from '../bonding/verify/verify-bonds.ts'
import { type ChangeRecord, endOf, openChange } from '../change/change-record.ts'
import { connectionText, currentConnection } from '../host/connection.ts'
import { decideConfirmed } from '../host/journal/application.ts'
import { withLock } from '../host/journal/lock.ts'
import { type ApplicationReport, readApplication } from '../host/journal/read-application.ts'
import { changeState, readChanges } from '../host/journal/read-changes.ts'
import { dropChange } from '../host/journal/write-change.ts'
import { createHost } from '../host/node-host.ts'
import { ping } from '../host/ping.ts'
import { readNetworkState } from '../host/read-network-state.ts'
import { changeById, changeResult, lostBy } from './change-result.ts'
import { resumeGuard } from './resume-guard.ts'

/** How long a bond may take to be as its files say before the answer is "not yet", in milliseconds. */
const patience = 5000

/**
 * Keeps a change, once its steps are done, over a connection that was made after them, and if the host is as the files say.
 * Until then the answer is a failure with `not_yet`, and the change goes on waiting.
 */
export function confirmChange(args: NetworkApplyArguments, checkMode: boolean): ModuleResult {
  const id = args.id ?? ''
  const change = changeById(id)
  if (change === undefined) return unknown(id)
  switch (change.state) {
    case 'confirmed':
      return changeResult(change, false)
    case 'written':
      return failure(
        change,
        `change ${id} has not been applied; nic.bonding.network_apply with state: applied does that`
      )
    case 'applying':
      if (!checkMode) resumeGuard(change)
      return notYet(change, [`the steps of change ${id} are not done yet; ask again`])
    case 'waiting':
      return confirmWaiting(args, change, checkMode)
    case 'failed':
      return args.force ? keepAsItIs(change, checkMode) : failure(change, endOf(change))
    case 'reverting':
    case 'reverted':
      return failure(change, `it is too late to confirm: ${endOf(change)}`)
  }
}

function confirmWaiting(args: NetworkApplyArguments, change: ChangeRecord, checkMode: boolean): ModuleResult {
  const report = readApplication(change.id)
  const connection = currentConnection()
  if (connection !== undefined && report.connection === connectionText(connection))
    return notYet(change, [
      'this connection was there before the change and proves nothing; confirm over a new one (ControlMaster=no)'
    ])
  const { verified, problems } = verify(args, report)
  if (problems.length > 0) return notYet(change, problems, { verified })
  const lost = lostBy(report)
  if (checkMode) return { ...changeResult(change, true, report), verified, lost }
  const decision = decideConfirmed(change.id)
  const settled = awaitSettled(change)
  if (decision !== 'confirmed') return failure(settled, `it is too late to confirm: ${endOf(settled)}`)
  return { ...changeResult(settled, true, report), verified, lost }
}

/** The decision has been made; the guard writes it into the state, or one that is started for that. */
function awaitSettled(change: ChangeRecord): ChangeRecord {
  for (let waited = 0; waited < patience; waited += 50) {
    const state = changeState('/', change.id)
    if (state !== undefined && state !== 'waiting') break
    if (waited % 1000 === 0 && state !== undefined) resumeGuard(change)
    system.sleep(50)
  }
  return changeById(change.id) ?? change
}

/** Looks until everything is as it should be, for a while: links need a moment. */
function verify(args: NetworkApplyArguments, { summary }: ApplicationReport): Verification {
  const start = Date.now()
  for (;;) {
    const host = createHost('/')
    const found = verifyBonds(host, readInventory(host), summary?.bonds ?? [], readNetworkState())
    const silent = found.problems.length > 0 ? [] : unanswered(args.verify_ping ?? [])
    const problems = [...found.problems, ...silent]
    if (problems.length === 0 || Date.now() - start > patience) return { verified: found.verified, problems }
    system.sleep(200)
  }
}

function unanswered(targets: readonly string[]): readonly string[] {
  return targets.flatMap(target => {
    const problem = ping(target, 3)
    return problem === undefined ? [] : [`verify_ping: ${target} does not answer: ${problem}`]
  })
}

/** The end of a change that could not be undone: its files stay as somebody has made them. */
function keepAsItIs(change: ChangeRecord, checkMode: boolean): ModuleResult {
  const result = { ...changeResult(change, true), state: 'confirmed' }
  if (!checkMode) withLock('/', 'nic.bonding.network_apply', () => dropChange('/', change.id))
  return result
}

function unknown(id: string): ModuleResult {
  const open = openChange(readChanges('/'))
  const other =
    open === undefined ? 'none is open' : `the open one is ${open.id} (${open.state}); confirm that by its own id`
  return {
    changed: false,
    failed: true,
    state: open?.state ?? 'none',
    msg: `id: this host has no change ${id}; ${other}`
  }
}

function notYet(
  change: ChangeRecord,
  problems: readonly string[],
  more: { readonly [key: string]: unknown } = {}
): ModuleResult {
  return { ...failure(change, `not yet: ${problems.join('; ')}`), not_yet: true, problems, ...more }
}

function failure(change: ChangeRecord, msg: string): ModuleResult {
  return { ...changeResult(change, false), failed: true, msg }
}
