// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { FileChange } from '../../change/file-change.ts'
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { parseIfcfg } from '../../ifcfg/parse-ifcfg.ts'

/** What the file of a device will say after the planned changes; an empty file where it will have none. */
export function plannedFile(files: readonly FileChange[], device: string | undefined): IfcfgFile {
  return parseIfcfg(
    files.find(file => file.device === device && file.path.includes('/ifcfg-') && file.after !== undefined)?.after ?? ''
  )
}
