// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { IfcfgFile } from './ifcfg-file.ts'

/** The text of the file: `stringifyIfcfg(parseIfcfg(text)) === text` for every text. */
export function stringifyIfcfg(file: IfcfgFile): string {
  return file.lines.map(line => line.source).join('')
}
