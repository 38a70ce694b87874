import path from 'node:path'
import { run } from '../../../tools/setup/shell.mjs'
import type { HostVars } from '../../integration/bench/ansible.ts'
import type { Bench } from '../../integration/bench/bench.ts'

/**
 * Makes so many hosts, each with an sshd of its own, and returns Ansible's variables of each by its name. Their links are those of
 * this machine's memory, or (`made`) those that link.py has made.
 */
export function openFleet(bench: Bench, count: number, links?: 'made'): Readonly<Record<string, HostVars>> {
  const words = links === undefined ? [] : [links]
  run('sh', [path.join(import.meta.dirname, 'hosts.sh'), String(count), bench.folder, ...words])
  const hosts = Array.from({ length: count }, (_, index) => {
    const vars = {
      ansible_host: `198.18.1.${index + 1}`,
      ansible_port: 22,
      ansible_user: 'root',
      ansible_pipelining: true,
      ansible_remote_tmp: path.join(bench.folder, 'remote'),
      ansible_python_interpreter: '/usr/bin/python3',
      nic_bonding_program_dir: programFolder(bench, index + 1)
    }
    return [`h${index + 1}`, vars] as const
  })
  return Object.fromEntries(hosts)
}

/** Where a host keeps the program: the hosts share this machine's files. */
export function programFolder(bench: Bench, host: number | string): string {
  return path.join(bench.folder, `program-${host}`)
}
