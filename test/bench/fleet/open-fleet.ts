import path from 'node:path'
import { run } from '../../../tools/setup/shell.mjs'
import type { HostVars } from '../../integration/bench/ansible.ts'
import type { Bench } from '../../integration/bench/bench.ts'

/** Makes so many hosts, each with an sshd of its own, and returns Ansible's variables of each by its name. */
export function openFleet(bench: Bench, count: number): Readonly<Record<string, HostVars>> {
  run('sh', [path.join(import.meta.dirname, 'hosts.sh'), String(count), bench.folder])
  const hosts = Array.from({ length: count }, (_, index) => {
    const vars = {
      ansible_host: `198.18.1.${index + 1}`,
      ansible_port: 22,
      ansible_user: 'root',
      ansible_pipelining: true,
      ansible_remote_tmp: path.join(bench.folder, 'remote'),
      ansible_python_interpreter: '/usr/bin/python3'
    }
    return [`h${index + 1}`, vars] as const
  })
  return Object.fromEntries(hosts)
}
