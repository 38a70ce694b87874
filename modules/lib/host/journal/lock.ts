// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { errnoOf, ModuleError } from '../../errors.ts'
import { ifThere, toIoError, withIoErrors } from '../io-error.ts'
import { readTextAt } from '../read-file.ts'
import { fsPath } from '../root-path.ts'
import { writePlain } from './durable.ts'
import { isAlive, nameLine, ownName, parseName } from './process-name.ts'
import { closeStateFolder, makeStateFolder, stateFolder } from './state-folder.ts'

/** How long a second run waits for the first, in seconds. */
const patience = 30
/** How long a lock without a readable line may be one that is being made, in milliseconds. */
const grace = 2000

/**
 * Runs something while no other process of this collection writes under the same root. The lock is a file with the name of its
 * process, made whole and put in place by link(2), so that it holds exactly as long as that process lives.
 * Throws ModuleError('conflict'), naming the holder, when it is not free within 30 s.
 */
export function withLock<T>(root: string, what: string, run: () => T): T {
  const own = nameLine(ownName(what))
  const claim = { root, own, file: writeClaim(root, own), deadline: Date.now() + patience * 1000 }
  try {
    acquire(claim, 0)
    clearLevels(claim)
  } finally {
    ifThere(() => system.unlink(place(root, claim.file)))
  }
  try {
    return run()
  } finally {
    closeStateFolder(root, () => release(root, 0))
  }
}

interface Claim {
  readonly root: string
  readonly own: string
  /** A file that holds the line already, to be linked to the lock's name. */
  readonly file: string
  readonly deadline: number
}

/** What stands in the place of a lock. */
interface Holder {
  readonly line: string
  readonly isStale: boolean
}

function acquire(claim: Claim, level: number): void {
  while (!tryLink(claim, level)) {
    const holder = readHolder(claim.root, level)
    if (holder?.isStale === true) breakLock(claim, level, holder.line)
    else if (holder !== undefined && Date.now() > claim.deadline) throw taken(holder.line)
    else if (holder !== undefined) system.sleep(50)
  }
}

/**
 * Removes a stale lock while holding the lock of the next level, whose own stale holders are removed in the same way: so two
 * that have seen the same stale lock cannot remove each other's new one.
 */
function breakLock(claim: Claim, level: number, line: string): void {
  acquire(claim, level + 1)
  try {
    const now = readHolder(claim.root, level)
    if (now?.isStale === true && now.line === line) release(claim.root, level)
  } finally {
    release(claim.root, level + 1)
  }
}

/** Removes the locks of further levels that killed runs have left. */
function clearLevels(claim: Claim): void {
  for (let level = 1; readHolder(claim.root, level)?.isStale === true; level += 1) {
    acquire(claim, level)
    release(claim.root, level)
  }
}

function release(root: string, level: number): void {
  ifThere(() => system.unlink(place(root, lockName(level))))
}

function tryLink({ root, own, file }: Claim, level: number): boolean {
  try {
    system.link(place(root, file), place(root, lockName(level)))
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    if (errnoOf(error) !== 'ENOENT') throw toIoError(...taking, error)
    putClaim(root, file, own)
    return false
  }
}

function writeClaim(root: string, own: string): string {
  const file = `lock.tmp.${own.split(' ', 2).join('.')}`
  try {
    putClaim(root, file, own)
  } catch (error) {
    ifThere(() => system.unlink(place(root, file)))
    ifThere(() => closeStateFolder(root, () => undefined))
    throw error
  }
  return file
}

/** Another run under this root may end at any moment, and take the folder with it: then once more, as long as others do. */
function putClaim(root: string, file: string, own: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      makeStateFolder(root)
      withIoErrors('write', `${stateFolder}/${file}`, () => writePlain(root, `${stateFolder}/${file}`, own))
      return
    } catch (error) {
      if (root === '/' || attempt === 20) throw error
    }
  }
}

function readHolder(root: string, level: number): Holder | undefined {
  return withIoErrors(...taking, () =>
    ifThere(() => {
      const file = place(root, lockName(level))
      const line = readTextAt(file)
      const name = parseName(line)
      const isStale = name === undefined ? Math.abs(Date.now() - system.stat(file).mtime) > grace : !isAlive(name)
      return { line, isStale }
    })
  )
}

function taken(line: string): ModuleError {
  const name = parseName(line)
  const holder = name === undefined ? 'nobody knows which' : `process ${name.pid} (${name.what})`
  return new ModuleError('conflict', [
    `another run is writing on this host and has not ended within ${patience} seconds: ${holder} holds ${stateFolder}/lock; ` +
      'run the task again when it has ended'
  ])
}

const taking = ['take the lock', `${stateFolder}/lock`] as const

function lockName(level: number): string {
  return level === 0 ? 'lock' : `lock.${level}`
}

function place(root: string, name: string): string {
  return fsPath(root, `${stateFolder}/${name}`)
}
