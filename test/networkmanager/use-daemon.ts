import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { type Daemon, daemonSkipReason, startDaemon } from './daemon.ts'

/** What the tests of one file share. */
export interface SharedDaemon {
  /** Why NetworkManager cannot be asked here; `undefined` when it can. */
  readonly skipReason: string | undefined
  /** Folders of the running test, which are removed after it. */
  readonly roots: string[]
  readonly daemon: () => Daemon
}

/** Starts NetworkManager before the tests of a file, where it is there, and ends it after them. */
export function useDaemon(): SharedDaemon {
  const skipReason = daemonSkipReason()
  const roots: string[] = []
  let daemon: Daemon | undefined
  beforeAll(async () => {
    if (skipReason === undefined) daemon = await startDaemon()
  })
  afterEach(() => {
    for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true })
  })
  afterAll(() => daemon?.close())
  const started = (): Daemon => {
    if (daemon === undefined) throw new Error('NetworkManager was not started')
    return daemon
  }
  return { skipReason, roots, daemon: started }
}
