import path from 'node:path'
import { guideTask } from '../../integration/guide-files.ts'
import { pythonModule } from '../python-module.ts'

type Task = Readonly<Record<string, unknown>>

/** What the tasks of a round are named; the four of the templates share a name, and count as one. */
export const names = {
  raw: 'raw: true',
  ping: 'ansible.builtin.ping',
  bond: 'bond, nothing changes',
  bondFirst: 'bond, nothing changes, the host has no program',
  bondChanged: 'bond, four files change',
  templates: 'four templates, nothing changes',
  templatesChanged: 'four templates, four files change',
  python: 'the same work in Python, nothing changes'
} as const

/**
 * So many rounds of tasks in turn, the first to warm up: what is compared stands side by side, whatever the machine does besides.
 * The host has the program in the folder named.
 */
export function rounds(count: number, programFolder: string): readonly Task[] {
  const bond = (name: string) => ({ name, 'nic.bonding.bond': guideTask })
  const round = [
    { name: names.raw, 'ansible.builtin.raw': 'true', changed_when: false },
    { name: names.ping, 'ansible.builtin.ping': null },
    bond(names.bond),
    remove(programFolder),
    bond(names.bondFirst),
    ...templates(names.templates),
    { name: names.python, [pythonModule]: guideTask },
    remove(files),
    bond(names.bondChanged),
    remove(files),
    ...templates(names.templatesChanged)
  ]
  return [bond('the first'), ...Array.from({ length: count + 1 }, () => round).flat()]
}

/** The guide's files and what the module has noted of them. */
const files = '/etc/sysconfig/network-scripts/* /etc/modprobe.d/* /var/lib/nic-bonding'

/** A task that is not counted. */
function remove(paths: string): Task {
  return { name: 'between', 'ansible.builtin.raw': `rm -rf ${paths}` }
}

function templates(name: string): readonly Task[] {
  const scripts = '/etc/sysconfig/network-scripts'
  return [
    template(name, 'ifcfg-bond.j2', `${scripts}/ifcfg-bond0`),
    template(name, 'ifcfg-port.j2', `${scripts}/ifcfg-eth0`, { port: 'eth0' }),
    template(name, 'ifcfg-port.j2', `${scripts}/ifcfg-eth1`, { port: 'eth1' }),
    template(name, 'alias.j2', '/etc/modprobe.d/bonding-eth0_eth1.conf')
  ]
}

function template(name: string, file: string, dest: string, vars: Task = {}): Task {
  const src = path.join(import.meta.dirname, 'templates', file)
  return { name, 'ansible.builtin.template': { src, dest, mode: '0644' }, vars: { bond: guideTask, ...vars } }
}
