// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { revertScript } from '#generated/scripts'
import { ModuleError } from '../../errors.ts'
import { realFsPath } from '../root-path.ts'
import { runCommand } from '../run-command.ts'
import { checkInside } from './check-journal.ts'
import { stateFolder } from './state-folder.ts'

/** As long as going back may take, in seconds; each of its steps has a limit of its own. */
const limit = 900

/**
 * Runs the script of a change that goes back (shell/revert.sh), with these arguments; under another root than `/` never the one
 * that lies there. Throws ModuleError('conflict') with what the script said when it could not.
 */
export function runRevert(root: string, id: string, args: readonly string[]): void {
  checkInside(root, id)
  const script = `${realFsPath(root, `${stateFolder}/${id}`)}/revert`
  const own = root === '/' ? [] : ['-c', revertScript]
  const { rc, stdout, stderr } = runCommand(['/bin/sh', ...own, script, ...args], limit)
  if (rc === 0) return
  throw new ModuleError('conflict', [`change ${id}: ${(stderr || stdout).trim() || `${script} ended with code ${rc}`}`])
}
