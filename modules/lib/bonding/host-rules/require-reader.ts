// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { ModuleError } from '../../errors.ts'
import type { ReadHost } from '../../host/host.ts'
import { scriptsFolder } from '../inventory.ts'

/** Throws ModuleError('unsupported') on a running host on which nothing reads ifcfg files. */
export function requireReader(host: ReadHost): void {
  if (host.root !== '/' || host.realPath(scriptsFolder) !== undefined) return
  throw new ModuleError('unsupported', [
    `root: / has no folder ${scriptsFolder}, so nothing on this host reads ifcfg files (EL10 and later have no reader for them); ` +
      'this module serves EL6 to EL9. To prepare an image, give its folder as root'
  ])
}
