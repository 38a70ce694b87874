import type { TestProject } from 'vitest/node'
import { bootGuest } from './guest.ts'
import type { GuestAddress } from './guest-ssh.ts'
import { guestSkipReason } from './requirements.ts'

/** The guest that all test files share, or why there is none. */
export type GivenGuest =
  | { readonly guest: GuestAddress; readonly skipReason: undefined }
  | { readonly guest: undefined; readonly skipReason: string }

declare module 'vitest' {
  interface ProvidedContext {
    guest: GivenGuest
  }
}

/** Boots the guest once for the suite; vitest calls what it returns at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const skipReason = guestSkipReason()
  if (skipReason !== undefined) {
    project.provide('guest', { guest: undefined, skipReason })
    return async () => {}
  }
  const { close, ...guest } = await bootGuest()
  console.log(`guest: up after ${guest.bootSeconds.toFixed(1)} s`)
  project.provide('guest', { guest, skipReason: undefined })
  return close
}
