import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { findCommand } from '../../../tools/setup/shell.mjs'
import type { HostVars } from '../bench/ansible.ts'
import type { Bench } from '../bench/bench.ts'
import { waitUntil } from '../bench/processes.ts'

/** A host with busybox, an sshd, and nothing else; see bare-host.sh. It ends with its bench. */
export interface BareHost {
  /** How Ansible reaches it. */
  readonly vars: HostVars
  /** A path of the host as this process sees it. */
  at(file: string): string
  /** Runs a shell script on it, past ssh, and returns what it printed. */
  run(script: string): string
}

/** Why there can be none on this machine; `undefined` when there can. */
export const bareSkipReason =
  process.getuid?.() !== 0
    ? 'a host of its own needs root'
    : findCommand('busybox') === undefined
      ? 'busybox is missing'
      : undefined

/** Starts such a host in a bench's folder. */
export async function startBareHost(bench: Bench): Promise<BareHost> {
  const root = fs.mkdtempSync(path.join(bench.folder, 'bare-'))
  const script = path.join(import.meta.dirname, 'bare-host.sh')
  const namespaces = ['--mount', '--pid', '--net', '--fork', '--kill-child']
  const log = path.join(bench.folder, `${path.basename(root)}.log`)
  const child = spawn('unshare', [...namespaces, 'sh', script, root, bench.folder], {
    stdio: ['ignore', 'ignore', fs.openSync(log, 'w')]
  })
  child.unref()
  await waitUntil('the bare host', 20, () => {
    if (child.exitCode !== null) throw new Error(`the bare host ended: ${fs.readFileSync(log, 'utf8')}`)
    return fs.readFileSync(log, 'utf8').includes('Server listening')
  })
  const pid = fs.readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim()
  return {
    vars: {
      // The name is nobody's: it keeps the shared connections of two hosts apart.
      ansible_host: path.basename(root),
      ansible_port: 22,
      ansible_user: 'root',
      nic_bonding_program_dir: '',
      ansible_ssh_common_args: `-o ProxyCommand="nsenter -t ${pid} -n busybox nc 127.0.0.1 22"`
    },
    at: file => `/proc/${pid}/root${file}`,
    run: text => {
      const enter = ['-t', pid, '-m', '-p', '-n', `--root=/proc/${pid}/root`, '/bin/sh', '-c', text]
      const done = spawnSync('nsenter', enter, { encoding: 'utf8' })
      if (done.status !== 0) throw new Error(`${text}: ${done.stderr}${done.error?.message ?? ''}`)
      return done.stdout
    }
  }
}
