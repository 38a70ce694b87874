import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { cacheFolder } from '../../../tools/setup/shell.mjs'
import { endProcess, processesNaming, startTimeOf } from './processes.ts'

/** What a bench leaves on the machine while it runs; written down first, so that the next run finds what a killed one left. */
export interface BenchRecord {
  readonly pid: number
  readonly startTime: string | undefined
  readonly folder: string
  /** The account made for the tests of sudo. */
  readonly user: string | undefined
}

const recordsFolder = path.join(cacheFolder, 'bench')

/** The sudoers file of an account of the bench. */
export function sudoersFile(user: string): string {
  return `/etc/sudoers.d/${user}`
}

/** The second account of a bench, beside the one that its record names. */
export function otherUser(user: string): string {
  return `${user}-2`
}

/** Writes down what a bench of this process is about to make. */
export function writeRecord(folder: string, user: string | undefined): BenchRecord {
  const record = { pid: process.pid, startTime: startTimeOf(process.pid), folder, user }
  fs.mkdirSync(recordsFolder, { recursive: true })
  fs.writeFileSync(recordFile(record), JSON.stringify(record))
  return record
}

/** Removes what the benches of processes that are gone have left: processes, accounts, folders. */
export function removeLeftovers(): void {
  if (!fs.existsSync(recordsFolder)) return
  for (const name of fs.readdirSync(recordsFolder)) {
    const record = readRecord(path.join(recordsFolder, name))
    if (record !== undefined && startTimeOf(record.pid) !== record.startTime) removeAll(record)
  }
}

/** Removes everything that one bench made. It does not wait, so that an exit handler can call it. */
export function removeAll(record: BenchRecord): void {
  for (const pid of processesNaming(record.folder)) endProcess(pid)
  if (record.user !== undefined) {
    fs.rmSync(sudoersFile(record.user), { force: true })
    for (const user of [record.user, otherUser(record.user)])
      spawnSync('userdel', ['--force', user], { stdio: 'ignore' })
  }
  fs.rmSync(record.folder, { recursive: true, force: true, maxRetries: 5 })
  fs.rmSync(recordFile(record), { force: true })
}

function recordFile(record: BenchRecord): string {
  return path.join(recordsFolder, `${path.basename(record.folder)}.json`)
}

/** A record; `undefined` when another run has just removed it, or was killed while it wrote it. */
function readRecord(file: string): BenchRecord | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
