// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { parseIfcfg } from '../../ifcfg/parse-ifcfg.ts'

/** A line without the quotes that it needs: words name=value of the kernel's spelling behind the key, and nothing else. */
const unquoted =
  /^[ \t]*BONDING_OPTS=((?:[a-z_0-9]+=[A-Za-z0-9.,:+_-]+)(?:[ \t]+[a-z_0-9]+=[A-Za-z0-9.,:+_-]+)+)[ \t]*(\r?\n|$)$/

/**
 * Puts BONDING_OPTS=mode=1 miimon=100 into quotes. Without them, bash takes the first option only and makes a variable of
 * each further one, and NetworkManager takes none, so a line of this form never means what it says.
 */
export function quoteOpts(file: IfcfgFile): IfcfgFile {
  const sources = file.lines.map(({ source }) =>
    source.replace(unquoted, (_, opts: string, end: string) => `BONDING_OPTS="${opts}"${end}`)
  )
  return sources.every((source, index) => source === file.lines[index]?.source) ? file : parseIfcfg(sources.join(''))
}
