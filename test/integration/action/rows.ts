import type { Run } from '../bench/ansible.ts'
import type { Call, Script } from '../stand-in/script.ts'

export const action = 'nic.bonding.network_apply'

export const applied = {
  changed: true,
  state: 'applying',
  plan: ['ifup bond0'],
  log: '/var/log/x.log',
  warnings: ['first']
}
export const notYet = { failed: true, not_yet: true, state: 'applying', msg: 'still applying' }
export const confirmed = {
  changed: true,
  state: 'confirmed',
  steps: [{ command: 'ifup bond0', rc: 0, stdout: '', stderr: '', seconds: 0.1 }],
  verified: [{ bond: 'bond0' }],
  warnings: ['second', 'first']
}

/** A host on which the steps take a while and the change is then confirmed. */
export const good: Script = {
  applied: [applied],
  confirmed: [notYet, notYet, confirmed],
  status: [{ changed: false, state: 'none' }]
}

/** A play of tasks of network_apply, each of them given as its options; with further keywords for all of them. */
export function playOf(tasks: readonly object[], keywords: object = {}): readonly object[] {
  return [{ hosts: 'all', gather_facts: false, tasks: tasks.map(task => ({ [action]: task, ...keywords })) }]
}

export function states(calls: readonly Call[]): readonly string[] {
  return calls.map(({ state }) => state)
}

/** The client's ports of the TCP connections over which the calls came, each once. */
export function ports(calls: readonly Call[]): ReadonlySet<number> {
  return new Set(calls.map(({ port }) => port))
}

/** What the task of network_apply with this index returned; throws with the whole output when there is none. */
export function resultOf(run: Run, index: number): Readonly<Record<string, unknown>> {
  const found = run.results.filter(result => result.action === action)[index]
  if (found === undefined) throw new Error(`no result ${index}:\n${run.stdout}\n${run.stderr}`)
  return found.result
}
