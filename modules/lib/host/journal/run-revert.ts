// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { ModuleError } from '../../errors.ts'
import { runCommand } from '../run-command.ts'
import { stateFolder } from './state-folder.ts'

/** As long as going back may take, in seconds; each of its steps has a limit of its own. */
const limit = 900

/**
 * Runs the script of a change that goes back (shell/revert.sh), with these arguments. Throws ModuleError('conflict') with what
 * the script said when it could not.
 */
export function runRevert(root: string, id: string, args: readonly string[]): void {
  const base = root === '/' ? '' : root
  const script = `${base}${stateFolder}/${id}/revert`
  const { rc, stdout, stderr } = runCommand(['/bin/sh', script, ...args], limit)
  if (rc === 0) return
  throw new ModuleError('conflict', [`change ${id}: ${(stderr || stdout).trim() || `${script} ended with code ${rc}`}`])
}
