import { inject, test } from 'vitest'
import type { GuestAddress } from './guest-ssh.ts'

/** Why this suite has no guest; `undefined` when it has one. */
export const skipReason: string | undefined = inject('guests').skipReason

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

/** The guest of this worker (vitest numbers them from 1); throws where there is none. */
export function theGuest(): GuestAddress {
  const { guests, skipReason: reason } = inject('guests')
  const guest = guests?.[Number(process.env.VITEST_POOL_ID) - 1]
  if (guest === undefined) throw new Error(reason ?? `worker ${process.env.VITEST_POOL_ID} has no guest`)
  return guest
}
