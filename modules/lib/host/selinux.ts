// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import { ModuleError } from '../errors.ts'

/** EL6 mounts selinuxfs on /selinux, later releases on /sys/fs/selinux. */
const SWITCHES: readonly string[] = ['/sys/fs/selinux/enforce', '/selinux/enforce']

/** The SELinux label of a file of the running host, `undefined` where there is no SELinux or another root. */
export function readLabel(root: string, path: string): string | undefined {
  if (root !== '/' || !SWITCHES.some(fs.existsSync)) return undefined
  return run(`read the SELinux label of ${path}`, 'stat', ['-c', '%C', '--', path])
}

/** Gives a file of the running host a label; `path` is the one to name in a failure. */
export function writeLabel(path: string, file: string, label: string): void {
  run(`set the SELinux label of ${path}`, 'chcon', ['--', label, file])
}

function run(action: string, command: string, args: readonly string[]): string {
  // Loading it costs 2 ms, a sixth of what a module takes, on hosts that need no command at all.
  const childProcess: typeof import('child_process') = require('child_process')
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }
  const { error, status, stdout, stderr } = childProcess.spawnSync(command, args, { env, encoding: 'utf8' })
  if (error === undefined && status === 0) return stdout.trim()
  const reason = error?.message ?? (stderr.trim() || `${command} gave status ${status}`)
  throw new ModuleError('io', [`cannot ${action}: ${reason}; ausearch -m avc shows what SELinux forbids`])
}
