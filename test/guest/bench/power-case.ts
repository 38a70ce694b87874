import path from 'node:path'
import { run } from '../../../tools/setup/shell.mjs'
import { type Case, type CaseOptions, openCase, type RunOptions } from './case.ts'
import { bootIn, openFolder } from './guest.ts'
import { cutKernel } from './guest-kernel.ts'
import type { GuestAddress, Output } from './guest-ssh.ts'

/** A host with a power switch: a guest of its own, whose disk keeps what the host has written. */
export interface PowerCase {
  /** The host as it is now; another one after each boot. Throws while it is off. */
  readonly host: () => Case
  readonly guest: () => GuestAddress
  readonly run: (command: string, options?: RunOptions) => Promise<string>
  readonly attempt: (command: string, options?: RunOptions) => Promise<Output>
  /** Takes its power: SIGKILL to its kernel. What was not on the disk by then is lost. */
  readonly cut: () => Promise<void>
  /** Boots it: what is linked in /etc/rc.d/rc3.d is started in order, its network among it, then sshd. */
  readonly boot: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Boots a guest with a disk and one host on it. The caller closes it. */
export async function openPowerCase(options: Omit<CaseOptions, 'disk'> = {}): Promise<PowerCase> {
  const { folder, close } = await openFolder()
  const image = path.join(folder, 'disk')
  let now: { readonly guest: GuestAddress; readonly host: Case } | undefined
  const current = () => {
    if (now === undefined) throw new Error('the host is switched off')
    return now
  }
  const boot = async () => {
    if (now !== undefined) throw new Error('the host is on already')
    const guest = await bootIn(folder, image)
    now = { guest, host: await openCase(guest, { ...options, disk: '/dev/ubda' }) }
  }
  try {
    makeDisk(image)
    await boot()
  } catch (error) {
    await close()
    throw error
  }
  return {
    host: () => current().host,
    guest: () => current().guest,
    run: (command, runOptions) => current().host.run(command, runOptions),
    attempt: (command, runOptions) => current().host.attempt(command, runOptions),
    cut: async () => {
      const { pid } = current().guest
      now = undefined
      await cutKernel(pid)
    },
    boot,
    close
  }
}

function makeDisk(image: string): void {
  run('truncate', ['--size=64M', image])
  run('mkfs.ext4', ['-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image])
}
