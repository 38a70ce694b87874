// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { IfcfgFile } from './ifcfg-file.ts'
import { parseIfcfg } from './parse-ifcfg.ts'
import { readKey } from './read-key.ts'

/** A line that assigns a key and nothing else, by its number, with what NetworkManager or else bash makes of it alone. */
export interface PlainAssignment {
  readonly line: number
  readonly value: string
}

/** Every such line of a key. Readers take the last; init scripts that grep for a value take any. */
export function plainAssignments(file: IfcfgFile, key: string): readonly PlainAssignment[] {
  const known = found.get(file) ?? new Map<string, readonly PlainAssignment[]>()
  const assignments = known.get(key) ?? findAssignments(file, key)
  found.set(file, known.set(key, assignments))
  return assignments
}

/** The file without one of its lines. */
export function withoutLine(file: IfcfgFile, number: number): IfcfgFile {
  const sources = file.lines.map(({ source }, index) => (index + 1 === number ? '' : source))
  return parseIfcfg(sources.join(''))
}

/** What was found is kept as long as the file object: every bond of a task asks every file for its master. */
const found = new WeakMap<IfcfgFile, Map<string, readonly PlainAssignment[]>>()

function findAssignments(file: IfcfgFile, key: string): readonly PlainAssignment[] {
  return file.lines
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.type === 'assignment' && line.key === key)
    .map(({ line, number }) => ({ line: number, value: valueAlone(line.source, key) }))
}

function valueAlone(source: string, key: string): string {
  const reading = readKey(parseIfcfg(source), key)
  if (reading.state === 'absent') return ''
  return (reading.state === 'value' ? reading.value : (reading.nm ?? reading.bash ?? '')).trim()
}
