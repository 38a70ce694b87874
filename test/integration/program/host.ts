import fs from 'node:fs'
import type { BareHost } from '../bare/bare-host.ts'
import type { HostVars, Run, TaskResult } from '../bench/ansible.ts'

/** The collection's modules as the plays of these tests call them, by the full name or by a short one. */
export const module = 'nic.bonding.bond'

/** The variables by which Ansible reaches a bare host under a name, which has shared connections of its own. */
export function reach(host: BareHost, name: string, more: HostVars = {}): HostVars {
  return { ...host.vars, ansible_host: `${name}-${String(host.vars.ansible_host)}`, ...more }
}

/** The process of a bare host's sshd, whose namespaces are the host. */
export function processOf(host: BareHost): number {
  return Number(/^\/proc\/(\d+)\/root/.exec(host.at('/'))?.[1])
}

/** How often a task went to a host at `-vvv`: commands and copied files. */
export function exchanges(run: Run, task: string, address: string): number {
  return linesOf(run, task).filter(line => /^<[^>]*> (SSH: EXEC|PUT) /.test(line) && line.includes(`<${address}>`))
    .length
}

/** How often a task copied a file of a name, to whatever host, at `-vvv`. */
export function copied(run: Run, task: string, name: string): number {
  return linesOf(run, task).filter(line => / PUT /.test(line) && line.endsWith(`/${name}`)).length
}

function linesOf(run: Run, task: string): readonly string[] {
  const [, ...sections] = run.stdout.split(/^(?=TASK \[)/m)
  const own = sections.filter(section => section.startsWith(`TASK [${task}]`))
  if (own.length === 0) throw new Error(`no task ${task}:\n${run.stdout}\n${run.stderr}`)
  return own.join('').split('\n')
}

/** What a task returned on a host; throws with the whole output where it did not run there. */
export function resultOn(run: Run, host: string, task: string): Readonly<Record<string, unknown>> {
  return outcome(run, host, task).result
}

/** How a task ended on a host. */
export function statusOn(run: Run, host: string, task: string): string {
  return outcome(run, host, task).status
}

function outcome(run: Run, host: string, task: string): TaskResult {
  const found = run.results.find(one => one.host === host && one.task === task)
  if (found === undefined) throw new Error(`no result of ${task} on ${host}:\n${run.stdout}\n${run.stderr}`)
  return found
}

/** Every file and folder of a bare host but what the kernel makes, with mode, owner and size. */
export function listing(host: BareHost): string {
  return host.run(
    'find / -xdev ! -path "/proc/*" ! -path "/dev/*" ! -path "/sys/*" -exec stat -c "%a %u %s %n" {} + | grep -v " /$" | sort -k4'
  )
}

/** The programs below a folder of a bare host, each with mode and owner. */
export function programs(host: BareHost, folder: string): readonly string[] {
  if (!fs.existsSync(host.at(folder))) return []
  return host.run(`cd ${folder} && find . -exec stat -c "%a %u %n" {} + | sort -k3`).trim().split('\n')
}
