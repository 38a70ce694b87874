import { afterAll, beforeAll } from 'vitest'
import { type Case, openCase } from './case.ts'
import { skipReason, theGuest } from './guest-test.ts'
import type { ModulesOn } from './modules-on.ts'
import type { Reader } from './readers.ts'

/** What the tests of one reader share. */
export interface SharedCase {
  /** Why they cannot be run here; `undefined` when they can. */
  readonly reason: string | undefined
  readonly host: () => Case
  readonly modules: () => ModulesOn
}

/** Opens a host with that reader before the tests around, has it prepared, and closes it after them. */
export function useCase(
  { reader, skipReason: readerReason }: Reader,
  prepare: (host: Case) => Promise<ModulesOn>
): SharedCase {
  const reason = skipReason ?? readerReason
  let host: Case
  let modules: ModulesOn
  beforeAll(async () => {
    if (reason !== undefined) return
    host = await openCase(theGuest(), { reader, arpCheck: false })
    modules = await prepare(host)
  }, 180_000)
  afterAll(async () => host?.close())
  return { reason, host: () => host, modules: () => modules }
}
