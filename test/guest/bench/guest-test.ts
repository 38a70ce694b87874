import { inject, test } from 'vitest'
import type { GuestAddress } from './guest-ssh.ts'

/** Why this suite has no guest; `undefined` when it has one. */
export const skipReason: string | undefined = inject('guest').skipReason

/** A test that needs the guest; without one it is skipped aloud. */
export function guestTest(
  name: string,
  body: (given: { readonly guest: GuestAddress }) => Promise<void>,
  timeout = 120_000
): void {
  test(name, { timeout }, async ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    await body({ guest: theGuest() })
  })
}

/** The suite's guest; throws where there is none. */
export function theGuest(): GuestAddress {
  const { guest, skipReason: reason } = inject('guest')
  if (guest === undefined) throw new Error(reason)
  return guest
}
