import fs from 'node:fs'
import path from 'node:path'
import { afterAll, inject, test } from 'vitest'
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

let claimed: GuestAddress | undefined

/** The guest that this test file has to itself until it ends; throws where there is none. */
export function theGuest(): GuestAddress {
  const { guests, skipReason: reason } = inject('guests')
  claimed = claimed ?? guests?.find(claim)
  if (claimed === undefined) throw new Error(reason ?? 'every guest is in use')
  return claimed
}

// The first hook of a file is its last to run.
afterAll(() => {
  if (claimed !== undefined) fs.rmSync(claimOf(claimed))
})

/** Not by the number of the worker, which vitest may give to two at once where another project's tests end. */
function claim(guest: GuestAddress): boolean {
  try {
    fs.closeSync(fs.openSync(claimOf(guest), 'wx'))
    return true
  } catch {
    return false
  }
}

function claimOf({ folder }: GuestAddress): string {
  return path.join(folder, 'claimed')
}
