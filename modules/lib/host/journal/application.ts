// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import { guardScript } from '#generated/scripts'
import { system } from '#system'
import type { IpLine } from '../../change/network-state.ts'
import { type Step, stepLine } from '../../change/step.ts'
import { errnoOf } from '../../errors.ts'
import { installBootHook } from '../boot-hook.ts'
import { withIoErrors } from '../io-error.ts'
import { removeEntry } from '../remove-folder.ts'
import { fsPath } from '../root-path.ts'
import { syncFolder } from '../write-file.ts'
import { writeDurable, writeLines } from './durable.ts'
import { journalLine, journalNames } from './read-changes.ts'
import { stateFolder } from './state-folder.ts'

/** What the guard is given, and what the modules want to know of it later. */
export interface Application {
  /** Seconds until going back begins, counted from the end of the steps; 0 is never. */
  readonly timeout: number
  /** Seconds that the steps may take together. */
  readonly limit: number
  /** Seconds before the first step, for the answer to get out. */
  readonly delay: number
  readonly forward: readonly Step[]
  readonly back: readonly Step[]
  /** Lines for ip(8), see `restoreLines`. */
  readonly restore: readonly string[]
  /** The connection over which it was asked for, as SSH_CONNECTION has it; empty for none. */
  readonly connection: string
  readonly summary: ApplicationSummary
}

/** What only the modules read. */
export interface ApplicationSummary {
  readonly provider: string
  readonly plan: readonly string[]
  readonly devices: readonly string[]
  readonly bonds: readonly string[]
  /** What the steps may take and no file brings back. */
  readonly atRisk: readonly IpLine[]
}

/**
 * Gives a change the id by which it is applied, and a boot hook for that, which a run that was killed here still owes it; its
 * files stay in the journal. The caller holds the lock.
 */
export function renameChange(from: string, to: string): void {
  if (from !== to) {
    withIoErrors('write the journal', stateFolder, () => {
      system.rename(`${stateFolder}/${from}`, `${stateFolder}/${to}`)
      syncFolder('/', stateFolder)
    })
  }
  installBootHook(`${stateFolder}/${to}/revert`)
}

/** Writes down what is to be done, and then, at one instant, that it is being done. The caller holds the lock. */
export function writeApplication(id: string, application: Application): void {
  const folder = `${stateFolder}/${id}`
  const write = (name: string, text: string): void => writeDurable('/', `${folder}/${name}`, text)
  withIoErrors('write the journal', folder, () => {
    for (const name of journalNames('/', folder)) if (isOfAttempt(name)) removeEntry('/', `${folder}/${name}`)
    writeDurable('/', `${folder}/guard`, guardScript, 0o700)
    write('timeout', `${application.timeout}\n`)
    write('limit', `${application.limit}\n`)
    write('delay', `${application.delay}\n`)
    writeLines('/', `${folder}/forward`, application.forward.map(stepLine))
    writeLines('/', `${folder}/back`, application.back.map(stepLine))
    writeLines('/', `${folder}/restore`, application.restore)
    write('connection', `${application.connection}\n`)
    write('summary.json', JSON.stringify(application.summary))
    // The action plugin has the change confirmed by the version that began it.
    write('program', `${system.programPath() ?? ''}\n`)
    syncFolder('/', folder)
    writeState(id, 'applying')
  })
}

/** What an earlier attempt to apply the same change has left, which failed and was not undone. */
function isOfAttempt(name: string): boolean {
  return /^(?:position|position-back|forward-start|spare|applied|deadline|decision|reason|reports|guard\.lock|revert-start|revert-end)$/.test(
    name
  )
}

/** Writes the state of a change. */
export function writeState(id: string, state: 'applying' | 'written'): void {
  const folder = `${stateFolder}/${id}`
  writeDurable('/', `${folder}/state`, `${state}\n`)
  syncFolder('/', folder)
}

/**
 * Decides that a change stays, unless it has been decided already that it goes back: link(2) lets one be the first.
 * Returns the decision that holds.
 */
export function decideConfirmed(id: string): string {
  const folder = `${stateFolder}/${id}`
  const own = `${folder}/decision.${system.pid}`
  return withIoErrors('write the journal', folder, () => {
    writeDurable('/', own, 'confirmed\n')
    try {
      system.link(fsPath('/', own), fsPath('/', `${folder}/decision`))
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error
    } finally {
      system.unlink(own)
    }
    return journalLine('/', `${folder}/decision`) ?? ''
  })
}
