import type { BondOptions } from '#generated/bond'
import { makeProject, type Run, runAnsible, writePlaybook } from '../../integration/bench/ansible.ts'
import { asBench, type Case } from './case.ts'
import type { GuestAddress } from './guest.ts'

/** Runs the role by real ansible-playbook, over SSH, for these bonds, with these flags of ansible-playbook. */
export type Play = (bonds: readonly Partial<BondOptions>[], flags?: readonly string[]) => Promise<Run>

/** Ansible for one host of the guest; its connection is kept from play to play. */
export function ansibleFor(guest: GuestAddress, host: Case): Play {
  const hosts = { [host.name]: host.hostVars }
  const project = makeProject(asBench(guest), { version: 'newest', hosts, defaults: { timeout: '60' } })
  return (bonds, flags = []) => {
    const vars = { bonding_bonds: bonds }
    const play = { hosts: 'all', gather_facts: false, roles: ['nic.bonding.bonding'], vars }
    return runAnsible(project, 'ansible-playbook', [writePlaybook(project, [play]), ...flags])
  }
}
