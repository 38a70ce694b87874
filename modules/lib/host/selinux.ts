// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { exists } from './lstat.ts'
import { commandOutput } from './run-command.ts'

/** EL6 mounts selinuxfs on /selinux, later releases on /sys/fs/selinux. */
const SWITCHES: readonly string[] = ['/sys/fs/selinux/enforce', '/selinux/enforce']

const ADVICE = '; ausearch -m avc shows what SELinux forbids'

/** The SELinux label of a file of the running host, `undefined` where there is no SELinux or another root. */
export function readLabel(root: string, path: string): string | undefined {
  if (root !== '/' || !SWITCHES.some(exists)) return undefined
  return commandOutput(`read the SELinux label of ${path}`, ['stat', '-c', '%C', '--', path], ADVICE)
}

/** Gives a file of the running host a label; `path` is the one to name in a failure. */
export function writeLabel(path: string, file: string, label: string): void {
  commandOutput(`set the SELinux label of ${path}`, ['chcon', '--', label, file], ADVICE)
}
