import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cacheFolder } from '../../../tools/setup/shell.mjs'
import { processesNaming, startTimeOf } from '../../integration/bench/processes.ts'

/** What a guest leaves on the machine while it runs; written down first, so that the next start finds what a killed run left. */
export interface GuestRecord {
  readonly folder: string
  /** The process that opened the guest. */
  readonly owner: ProcessName
}

/** A process, named for good: its id may be used again, never with the same start time. */
interface ProcessName {
  readonly pid: number
  readonly startTime: string | undefined
}

const recordsFolder = path.join(cacheFolder, 'guest')

/** Writes down that this process is about to open a guest in a folder. */
export function writeRecord(folder: string): GuestRecord {
  const record = { folder, owner: { pid: process.pid, startTime: startTimeOf(process.pid) } }
  fs.mkdirSync(recordsFolder, { recursive: true })
  fs.writeFileSync(recordFile(folder), JSON.stringify(record))
  return record
}

/** Removes what the guests of processes that are gone have left: processes, and with them namespaces and mounts, and folders. */
export async function removeLeftovers(): Promise<void> {
  if (!fs.existsSync(recordsFolder)) return
  for (const name of fs.readdirSync(recordsFolder)) {
    const record = readRecord(path.join(recordsFolder, name))
    if (record !== undefined && startTimeOf(record.owner.pid) !== record.owner.startTime) await removeGuest(record)
  }
}

/**
 * Ends every process of a guest, TERM first, KILL after 2 s, waits until they are gone, and removes its folder and its record.
 * All of them name the folder in their command line; the namespaces and mounts go with the last of them.
 */
export async function removeGuest({ folder }: GuestRecord): Promise<void> {
  await endAll(folder, 'SIGTERM', 2)
  await endAll(folder, 'SIGKILL', 10)
  const left = processesNaming(folder)
  if (left.length > 0) throw new Error(`processes of ${folder} outlive SIGKILL: ${left.join(' ')}`)
  removeFiles(folder)
}

/** The same without waiting, for an exit handler. */
export function removeGuestNow({ folder }: GuestRecord): void {
  for (const pid of processesNaming(folder)) signal(pid, 'SIGKILL')
  removeFiles(folder)
}

async function endAll(folder: string, name: NodeJS.Signals, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  for (const pid of processesNaming(folder)) signal(pid, name)
  while (processesNaming(folder).length > 0 && Date.now() < deadline) await sleep(20)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function removeFiles(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  fs.rmSync(recordFile(folder), { force: true })
}

function recordFile(folder: string): string {
  return path.join(recordsFolder, `${path.basename(folder)}.json`)
}

/** A record; `undefined` when another run has just removed it, or was killed while it wrote it. */
function readRecord(file: string): GuestRecord | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
