import fs from 'node:fs'
import { ansibleBin } from '../../../tools/setup/ansible.mjs'
import { guestPackages } from '../../../tools/setup/debian.mjs'
import { findCommand } from '../../../tools/setup/shell.mjs'

/** Why no guest can be had on this machine; `undefined` when it can. `npm run setup` installs what root may install. */
export function guestSkipReason(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'user-mode-linux runs on linux-x64 only'
  if (process.getuid?.() !== 0) return 'the guest needs root, for a network namespace of its own'
  if (!fs.existsSync('/dev/net/tun')) return 'the guest needs /dev/net/tun, for the interface to it'
  const missing = Object.entries(guestPackages).filter(([, command]) => findCommand(command) === undefined)
  if (missing.length > 0) return `missing Debian packages: ${missing.map(([name]) => name).join(' ')}`
  if (ansibleBin('newest') === undefined) return 'ansible-core newest is not installed'
  return undefined
}
