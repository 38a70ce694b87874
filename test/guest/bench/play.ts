import type { BondOptions } from '#generated/bond'
import {
  makeProject,
  type Project,
  type Run,
  type Started,
  startAnsible,
  writePlaybook
} from '../../integration/bench/ansible.ts'
import { asBench, type Case } from './case.ts'
import type { GuestAddress } from './guest-ssh.ts'

/** Variables of the role besides its bonds. */
export type RoleVars = Readonly<Record<string, unknown>>

/** Runs the role by real ansible-playbook, over SSH, for these bonds, with these flags of ansible-playbook. */
export type Play = (bonds: readonly Partial<BondOptions>[], flags?: readonly string[], vars?: RoleVars) => Promise<Run>

/** The same, for a test that lets something happen to it. */
export type StartPlay = (...play: Parameters<Play>) => Started

/** Ansible for one host of the guest; its connection is kept from play to play. */
export function ansibleFor(guest: GuestAddress, host: Case): Play {
  const start = startAnsibleFor(guest, host)
  return (...play) => start(...play).run
}

/** The same, started. */
export function startAnsibleFor(guest: GuestAddress, host: Case): StartPlay {
  const project = projectFor(guest, host)
  return (bonds, flags = [], vars = {}) => {
    const play = {
      hosts: 'all',
      gather_facts: false,
      roles: ['nic.bonding.bonding'],
      vars: { bonding_bonds: bonds, ...vars }
    }
    return startAnsible(project, 'ansible-playbook', [writePlaybook(project, [play]), ...flags])
  }
}

/** Starts one module of the collection on a host, by the command ansible and over SSH. */
export type StartModule = (module: string, args: string) => Started

/** Ansible for one host of the guest, ad hoc. */
export function adHocFor(guest: GuestAddress, host: Case): StartModule {
  const project = projectFor(guest, host)
  return (module, args) => startAnsible(project, 'ansible', ['all', '-m', `nic.bonding.${module}`, '-a', args])
}

/** Runs a playbook of a file. */
export function playbookOn(guest: GuestAddress, host: Case, file: string): Promise<Run> {
  return startAnsible(projectFor(guest, host), 'ansible-playbook', [file]).run
}

function projectFor(guest: GuestAddress, host: Case): Project {
  const hosts = { [host.name]: host.hostVars }
  return makeProject(asBench(guest), { version: 'newest', hosts, defaults: { timeout: '60' } })
}
