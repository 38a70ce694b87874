import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { logTail, prepareFolder, startKernel } from './guest-kernel.ts'
import { type GuestRecord, removeGuest, removeGuestNow, removeLeftovers, writeRecord } from './guest-record.ts'
import type { GuestAddress } from './guest-ssh.ts'

export interface Guest extends GuestAddress {
  /** Ends the guest and removes its folder; when the process ends without it, an exit handler or the kernel does. */
  readonly close: () => Promise<void>
}

/** The folder of a guest that is about to be booted, ready for `startKernel`. */
export interface GuestFolder {
  readonly folder: string
  readonly close: () => Promise<void>
}

/**
 * Boots a guest (user-mode-linux) in namespaces of its own, after removing what killed runs have left.
 * Throws with the end of the guest's log when it does not answer within a minute. Needs root and the packages of the guest.
 */
export async function bootGuest(): Promise<Guest> {
  const { folder, close } = await openFolder()
  try {
    return { ...(await bootIn(folder)), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Makes the folder of a guest, after removing what killed runs have left; to be closed, which ends the guest in it too. */
export async function openFolder(): Promise<GuestFolder> {
  await removeLeftovers()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nicb-guest-'))
  const record: GuestRecord = writeRecord(folder)
  const atExit = () => removeGuestNow(record)
  process.once('exit', atExit)
  const close = async () => {
    process.off('exit', atExit)
    await removeGuest(record)
  }
  try {
    prepareFolder(folder)
  } catch (error) {
    await close()
    throw new Error(`the guest did not boot: ${error instanceof Error ? error.message : error}`)
  }
  return { folder, close }
}

/** Boots a guest in a folder made by `openFolder`; the one before it there must be gone. */
export async function bootIn(folder: string, disk?: string): Promise<GuestAddress> {
  const start = performance.now()
  try {
    const pid = await startKernel(folder, disk)
    return { folder, pid, bootSeconds: (performance.now() - start) / 1000 }
  } catch (error) {
    throw new Error(`the guest did not boot: ${error instanceof Error ? error.message : error}\n${logTail(folder)}`)
  }
}
