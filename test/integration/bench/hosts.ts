import type { HostVars } from './ansible.ts'
import type { Bench } from './bench.ts'

/** The names of the hosts that a test runs on: one machine, reached in each way in which Ansible reaches one. */
export const hostNames = ['direct-pipelined', 'direct-copied', 'sudo-pipelined', 'sudo-copied'] as const
export type HostName = (typeof hostNames)[number]

/**
 * The hosts of a bench: every login, with pipelining (the module goes through standard input) and without (it is copied
 * to the host first). The login `sudo` is missing where the bench could not make its account.
 */
export function hostsOf(bench: Bench): Readonly<Record<string, HostVars>> {
  const hosts = bench.logins.flatMap(({ label, user, remoteFolder }) =>
    ([true, false] as const).map(pipelined => {
      const vars = {
        ansible_user: user,
        ansible_become: label === 'sudo',
        ansible_pipelining: pipelined,
        ansible_remote_tmp: remoteFolder,
        // Only root's sshd may give a terminal to the login everywhere: it owns the terminal (sshpty.c, pty_setowner).
        ansible_ssh_use_tty: process.getuid?.() === 0
      }
      return [`${label}-${pipelined ? 'pipelined' : 'copied'}`, vars] as const
    })
  )
  return Object.fromEntries(hosts)
}
