// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { isAddressKey, portKeys } from '../bonding/key-table.ts'
import type { FileChange } from '../change/file-change.ts'
import type { IfcfgFile } from '../ifcfg/ifcfg-file.ts'
import { parseIfcfg } from '../ifcfg/parse-ifcfg.ts'
import { type KeyReading, listKeys, readKey } from '../ifcfg/read-key.ts'
import { isSecretKey } from '../secret-text.ts'
import type { Obstacle } from './obstacle.ts'

/** What nic.bonding.bond would change in files that only repeat what they say: each key, or line, with the reason. */
export function plannedChanges(files: readonly FileChange[], bond: string): readonly Obstacle[] {
  return files.flatMap(change => (change.before === change.after ? [] : changesIn(change, bond)))
}

function changesIn({ path, before = '', after = '', device = path }: FileChange, bond: string): readonly Obstacle[] {
  const [former, later] = [parseIfcfg(before), parseIfcfg(after)]
  const keys = [...new Set([...listKeys(former), ...listKeys(later)])]
  const changed = keys.flatMap((key): readonly Obstacle[] => {
    const [was, is] = [readKey(former, key), readKey(later, key)]
    if (valueText(was) === valueText(is)) return []
    const line = was.state === 'absent' ? undefined : was.line
    const why = device === bond ? '' : whyOfPort(key)
    const state = isSecretKey(key) ? 'is there' : stateText(was)
    return [
      { path, line, rule: `${device}: ${key} ${state}; nic.bonding.bond would ${deedText(is)}${why}; do that first` }
    ]
  })
  return changed.length > 0 ? changed : [lineChange({ path, device, former, later })]
}

function whyOfPort(key: string): string {
  const why = portKeys.get(key) ?? (isAddressKey(key) ? 'a port of a bond has no address' : undefined)
  return why === undefined ? '' : `, since ${why}`
}

/** A line that counts for init scripts alone: they grep for some keys wherever they stand, comments among them. */
function lineChange({
  path,
  device,
  former,
  later
}: {
  readonly path: string
  readonly device: string
  readonly former: IfcfgFile
  readonly later: IfcfgFile
}): Obstacle {
  const index = former.lines.findIndex(({ source }, position) => later.lines[position]?.source !== source)
  const line = former.lines[index]
  const what = line?.type === 'assignment' ? `this line of ${line.key}` : 'this line'
  const rule = `${device}: nic.bonding.bond would move or remove ${what}, since init scripts take it for the value whatever stands elsewhere; do that first`
  return { path, line: index + 1, rule }
}

function valueText(reading: KeyReading): string {
  return reading.state === 'value' ? `value ${reading.value}` : reading.state
}

function stateText(reading: KeyReading): string {
  switch (reading.state) {
    case 'absent':
      return 'is not there'
    case 'value':
      return `is ${JSON.stringify(reading.value)}`
    case 'differs':
      return `is not read the same by bash and NetworkManager (${reading.why})`
  }
}

function deedText(reading: KeyReading): string {
  return reading.state === 'value' ? `write ${JSON.stringify(reading.value)}` : 'remove it'
}
