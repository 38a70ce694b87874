import path from 'node:path'
import type { HostVars } from '../../integration/bench/ansible.ts'
import type { Bench } from '../../integration/bench/bench.ts'
import { type GuestAddress, type Output, proxyCommand, runInGuest } from './guest-ssh.ts'
import { networkManagerFolder } from './readers.ts'

/** A host in the guest, fresh: an EL-like place without any ifcfg file. */
export interface Case {
  readonly name: string
  /** Runs a shell command as root on the host; throws when it fails. */
  readonly run: (command: string, options?: RunOptions) => Promise<string>
  /** The same, whatever it ends with. */
  readonly attempt: (command: string, options?: RunOptions) => Promise<Output>
  /** Runs a shell command in the network namespace of the switch; throws when it fails. */
  readonly onSwitch: (command: string, options?: RunOptions) => Promise<string>
  /** How Ansible reaches it: over SSH, by an interface of its own that no test touches. */
  readonly hostVars: HostVars
  readonly close: () => Promise<void>
}

export interface RunOptions {
  readonly seconds?: number
  readonly input?: string
}

export interface CaseOptions {
  /** How many ports it has: eth0, eth1 ... */
  readonly ports?: number
  /** Who reads its ifcfg files. */
  readonly reader?: 'initscripts' | 'networkmanager' | 'none'
  /** Whether initscripts look for another host with an address before they take it, which is two seconds a time. */
  readonly arpCheck?: boolean
  /** Its first process: a stand-in for SysV init, or Debian's systemd. */
  readonly init?: 'sysv' | 'systemd'
  /** The guest's device that holds its changes, an ext4 file system; in memory by default. */
  readonly disk?: string
}

/** Where the guest's first process puts the scripts of this folder (guest-init.sh). */
const scripts = '/run/bench/guest/bench'

/** Makes a host in the guest. The caller closes it; the end of the guest does at the latest. */
export async function openCase(
  guest: GuestAddress,
  { ports = 2, reader = 'initscripts', arpCheck = true, init = 'sysv', disk = '' }: CaseOptions = {}
): Promise<Case> {
  const slot = await newSlot(guest)
  const pid = (
    await succeed(
      guest,
      `${scripts}/make-case.sh ${slot} ${ports} ${reader} '${networkManagerFolder ?? ''}' ${init} '${disk}'`
    )
  ).trim()
  const inCase = (command: string) => `nsenter --target ${pid} --all --root --wd -- bash -c ${quote(command)}`
  if (!arpCheck) await succeed(guest, inCase('echo ARPCHECK=no >>/etc/sysconfig/network'))
  return {
    name: `host${slot}`,
    run: (command, options) => succeed(guest, inCase(command), options),
    attempt: (command, options) => runInGuest(guest, inCase(command), options),
    onSwitch: (command, options) => succeed(guest, `ip netns exec sw${slot} bash -c ${quote(command)}`, options),
    hostVars: {
      ansible_host: `198.18.1.${slot}`,
      ansible_port: 22,
      ansible_user: 'root',
      ansible_pipelining: true,
      ansible_ssh_common_args: `-o ProxyCommand="${proxyCommand(guest)}"`
    },
    close: async () => {
      await succeed(guest, `${scripts}/remove-case.sh ${slot}`)
    }
  }
}

/** The guest as the bench that Ansible's projects are made in. */
export function asBench(guest: GuestAddress): Bench {
  const clientKey = path.join(guest.folder, 'client_key')
  return { folder: guest.folder, sshd: { port: 22, clientKey }, logins: [], other: undefined, close: () => {} }
}

/** A word of the shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/**
 * A number that no host of this guest had before: test files share the guest, and addresses that come back would be taken for
 * the old host by caches.
 */
async function newSlot(guest: GuestAddress): Promise<string> {
  const take = 'set -o noclobber; for n in {1..250}; do { >/run/slots/$n; } 2>/dev/null && echo $n && break; done'
  const slot = (await succeed(guest, take)).trim()
  if (slot === '') throw new Error('the guest has had all the hosts it can have')
  return slot
}

async function succeed(guest: GuestAddress, command: string, options?: RunOptions): Promise<string> {
  const { rc, stdout, stderr } = await runInGuest(guest, command, options)
  if (rc !== 0) throw new Error(`${command}: ended with code ${rc}\n${stdout}${stderr}`)
  return stdout
}
