import type { TestProject } from 'vitest/node'
import { bootGuest } from './guest.ts'
import type { GuestAddress } from './guest-ssh.ts'
import { guestSkipReason } from './requirements.ts'

/** The guests that test files share, one for each that runs at a time, or why there is none. */
export type GivenGuests =
  | { readonly guests: readonly GuestAddress[]; readonly skipReason: undefined }
  | { readonly guests: undefined; readonly skipReason: string }

declare module 'vitest' {
  interface ProvidedContext {
    guests: GivenGuests
  }
}

/** Boots a guest for each worker of the suite; vitest calls what it returns at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const skipReason = guestSkipReason()
  if (skipReason !== undefined) {
    project.provide('guests', { guests: undefined, skipReason })
    return async () => {}
  }
  const guests: GuestAddress[] = []
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const closeOne of closers) await closeOne()
  }
  try {
    for (let worker = 0; worker < Number(project.config.maxWorkers ?? 1); worker++) {
      const { close: closeOne, ...guest } = await bootGuest()
      guests.push(guest)
      closers.push(closeOne)
      console.log(`guest: up after ${guest.bootSeconds.toFixed(1)} s`)
    }
  } catch (error) {
    await close()
    throw error
  }
  project.provide('guests', { guests, skipReason: undefined })
  return close
}
