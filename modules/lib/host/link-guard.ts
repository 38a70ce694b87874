// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import { linkGuardScript } from '#generated/scripts'
import { system } from '#system'
import { ifThere, withIoErrors } from './io-error.ts'
import { writeDurable, writeLines } from './journal/durable.ts'
import { isLivingIn } from './journal/living.ts'
import { nameLine, ownName, type ProcessName } from './journal/process-name.ts'
import { journalNames, journalText } from './journal/read-changes.ts'
import { setLink } from './links.ts'
import { exists } from './lstat.ts'
import { removeFolder } from './remove-folder.ts'
import { startDetached } from './start-detached.ts'
import { uptime } from './uptime.ts'

/** The guard of the links that a test takes down: it sets them up again when the module cannot (shell/link-guard.sh). */
export interface LinkGuard {
  /** The folder of the test; what is laid there goes with it. */
  readonly folder: string
  /** A link may be down from now on for so many seconds. Starts the guard again where it was killed. Throws ModuleError('io'). */
  arm(seconds: number): void
  /** No link is down any more. */
  rest(): void
  /** A process that the guard ends with the module. */
  alsoEnds(process: ProcessName): void
  /** All links are up and the test is over: the guard goes. */
  dismiss(): void
}

/** What a test that was killed together with its guard has left: devices that may be down. */
export interface LeftTest {
  readonly folder: string
  readonly links: readonly string[]
}

/**
 * Writes down which links are up, and starts the guard. Throws ModuleError('io'). What it writes lies in /run (/var/run before
 * EL7), which every boot empties: the links of a host that has booted come up by their files, and what a test had down before
 * must not concern anybody any more.
 */
export function openLinkGuard(links: readonly string[]): LinkGuard {
  const own = ownName('nic.bonding.bond_failover')
  const id = `failover-${own.pid}-${own.startTime}`
  const folder = `${runFolder()}/${id}`
  const lay = (): void => {
    for (const path of [runFolder(), folder]) if (!exists(path)) system.mkdir(path, 0o700)
    writeDurable('/', `${folder}/guard`, linkGuardScript)
    writeDurable('/', `${folder}/owner`, nameLine(own))
    writeLines('/', `${folder}/links`, links)
  }
  const start = (): void => {
    withIoErrors('write', folder, lay)
    const description = 'Guard of the links of a fail-over test'
    startDetached({ path: `${folder}/guard`, unit: `nic-bonding-${id}`, description }, () => hasGuard(folder))
  }
  try {
    start()
  } catch (error) {
    removeTest(folder)
    throw error
  }
  return {
    folder,
    arm(seconds) {
      if (!hasGuard(folder)) start()
      const deadline = ((uptime() ?? 0) + seconds).toFixed(2)
      withIoErrors('write', folder, () => writeLines('/', `${folder}/deadline`, [deadline]))
    },
    rest: () => removeFile(`${folder}/deadline`),
    alsoEnds: process => withIoErrors('write', folder, () => writeDurable('/', `${folder}/pinger`, nameLine(process))),
    dismiss: () => removeTest(folder)
  }
}

/** Tests of this boot whose module does not live; a guard that is at it still gets its time to restore the links. */
export function leftTests(): readonly LeftTest[] {
  const folders = journalNames('/', runFolder())
    .filter(name => name.startsWith('failover-'))
    .map(name => `${runFolder()}/${name}`)
  const left = folders.filter(folder => !isLivingIn(`${folder}/owner`))
  for (let waited = 0; waited < patience && left.some(hasGuard); waited += 100) system.sleep(100)
  return left
    .filter(folder => exists(folder))
    .map(folder => ({ folder, links: linesOf(journalText('/', `${folder}/links`)) }))
}

/** Sets the links of such a test up; returns what could not be. */
export function clearLeftTest({ folder, links }: LeftTest): readonly string[] {
  const there = links.filter(device => exists(`/sys/class/net/${device}`))
  const problems = there.map(device => setLink(device, 'up')).filter((text): text is string => text !== undefined)
  if (problems.length === 0) removeTest(folder)
  return problems
}

/** For a guard to set links up, in milliseconds. */
const patience = 5000

/** Without `links` there is nothing to guard: that goes first. */
function removeTest(folder: string): void {
  removeFile(`${folder}/links`)
  removeFolder('/', folder)
}

function removeFile(path: string): void {
  withIoErrors('remove', path, () => ifThere(() => system.unlink(path)))
}

function hasGuard(folder: string): boolean {
  return isLivingIn(`${folder}/guard.pid`)
}

function linesOf(text = ''): readonly string[] {
  return text.split('\n').filter(line => line !== '')
}

function runFolder(): string {
  return exists('/run') ? '/run/nic-bonding' : '/var/run/nic-bonding'
}
