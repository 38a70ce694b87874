// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { FileChange } from '../../change/file-change.ts'
import type { ReadHost } from '../../host/host.ts'
import { readKey } from '../../ifcfg/read-key.ts'
import { findAlias } from '../../modprobe/find-alias.ts'
import { MODPROBE_FOLDER, type ModprobeSource, readModprobeSources, withChanges } from '../../modprobe/read-sources.ts'
import { plannedFile } from './planned-file.ts'

/**
 * A bond whose file has no BONDING_OPTS: initscripts load the driver for it only where `modprobe -c` prints an alias of
 * exactly its name (is_available() in network-functions), and kmod prints `_` for `-`.
 */
export function warnOfBareBonds(
  host: ReadHost,
  bonds: readonly Partial<BondOptions>[],
  files: readonly FileChange[]
): readonly string[] {
  const bare = bonds.filter(({ name }) => hasNoOpts(files, name))
  if (bare.length === 0) return []
  const aliases = files.filter(({ path }) => path.startsWith(`${MODPROBE_FOLDER}/`))
  const sources = withChanges(readModprobeSources(host), aliases)
  return bare.flatMap(({ name = '' }) => warnOfLookUp(sources, name))
}

function hasNoOpts(files: readonly FileChange[], bond: string | undefined): boolean {
  const reading = readKey(plannedFile(files, bond), 'BONDING_OPTS')
  return reading.state === 'absent' || (reading.state === 'value' && reading.value.trim() === '')
}

function warnOfLookUp(sources: readonly ModprobeSource[], bond: string): readonly string[] {
  const why = `${bond}: its file has no BONDING_OPTS, and without it initscripts load the driver only by an alias`
  const remedy = 'give mode, so that the file has BONDING_OPTS'
  if (bond.includes('-'))
    return [`${why}, which those of EL7 and later do not find: modprobe prints "_" for the "-" in a name; ${remedy}`]
  const found = findAlias(sources, bond)
  if (found?.exact === true) return []
  const other = found === undefined ? '' : `, unlike ${found.pattern} in ${found.path}, line ${found.line}`
  return [`${why} of exactly this name${other}; ${remedy}`]
}
