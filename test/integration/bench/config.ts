import path from 'node:path'
import type { HostVars } from './ansible.ts'
import { type Bench, controlFolder } from './bench.ts'

/** What one project's configuration has of its own. */
interface ConfigOptions {
  readonly collections: string
  readonly defaults?: Readonly<Record<string, string>>
}

/** The text of a project's ansible.cfg: everything it writes lies in the project's folder or the bench's. */
export function configText(bench: Bench, folder: string, options: ConfigOptions): string {
  const defaults = {
    inventory: path.join(folder, 'inventory.yml'),
    collections_path: options.collections,
    local_tmp: path.join(folder, 'tmp'),
    callback_plugins: path.join(import.meta.dirname, 'callback'),
    callbacks_enabled: 'record',
    bin_ansible_callbacks: 'True',
    host_key_checking: 'False',
    retry_files_enabled: 'False',
    nocows: 'True',
    nocolor: 'True',
    forks: '4',
    ...options.defaults
  }
  const connection = {
    ssh_args:
      '-F /dev/null -o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR',
    control_path_dir: controlFolder(bench.folder)
  }
  return `[defaults]\n${iniLines(defaults)}\n[ssh_connection]\n${iniLines(connection)}\n`
}

/** How every host is reached, and where the program goes there: the host is this machine, which is left as it is. */
export function connectionVars(bench: Bench): HostVars {
  return {
    ansible_host: '127.0.0.1',
    ansible_port: bench.sshd.port,
    ansible_ssh_private_key_file: bench.sshd.clientKey,
    nic_bonding_program_dir: path.join(bench.folder, 'program')
  }
}

function iniLines(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key} = ${value}`)
    .join('\n')
}
