// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import type { FileChange } from '../../change/file-change.ts'
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { parseIfcfg } from '../../ifcfg/parse-ifcfg.ts'
import { listKeys, readKey } from '../../ifcfg/read-key.ts'
import { stringifyIfcfg } from '../../ifcfg/stringify-ifcfg.ts'
import type { IfcfgEntry } from '../inventory.ts'
import { applyEdits, type Edit, type Edited } from './edits.ts'

/** What planning one device came to. */
export interface Outcome {
  readonly files: readonly FileChange[]
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

export const nothing: Outcome = { files: [], problems: [], warnings: [] }

export function refusal(...problems: readonly string[]): Outcome {
  return { ...nothing, problems }
}

export function merge(outcomes: readonly Outcome[]): Outcome {
  return {
    files: outcomes.flatMap(({ files }) => files),
    problems: outcomes.flatMap(({ problems }) => problems),
    warnings: outcomes.flatMap(({ warnings }) => warnings)
  }
}

/** One device's file to be edited, or made where there is no entry yet. */
export interface FileTask {
  readonly device: string
  readonly path: string
  readonly entry: IfcfgEntry | undefined
  readonly edits: (file: IfcfgFile) => readonly Edit[]
}

/** Edits the file, and warns of keys that the edits do not name and that bash and NetworkManager read differently. */
export function editFile({ device, path, entry, edits }: FileTask): Outcome {
  const before = entry?.file ?? parseIfcfg('')
  const { file, problems, wanted } = editUntilStill(path, before, edits)
  const after = file === before ? entry?.text : stringifyIfcfg(file)
  return {
    files: [{ path, before: entry?.text, after, device }],
    problems: problems.map(problem => `${device}: ${problem}`),
    warnings: entry === undefined ? [] : foreignDifferences(path, file, wanted)
  }
}

/** A text after its edits, with those that were wanted last. */
interface Still extends Edited {
  readonly wanted: readonly Edit[]
}

/**
 * Makes the edits until they change nothing any more, for some rounds: one of them may bring to light what others have to
 * change, such as a line below a quote that was open.
 */
function editUntilStill(path: string, file: IfcfgFile, edits: FileTask['edits'], rounds = 5): Still {
  const wanted = edits(file)
  const edited = applyEdits(path, file, wanted)
  if (edited.file === file || edited.problems.length > 0 || rounds === 1) return { ...edited, wanted }
  return editUntilStill(path, edited.file, edits, rounds - 1)
}

function foreignDifferences(path: string, file: IfcfgFile, edits: readonly Edit[]): readonly string[] {
  const named = new Set(edits.map(({ key }) => key))
  const keys = listKeys(file).filter(key => !named.has(key) && readKey(file, key).state === 'differs')
  if (keys.length === 0) return []
  const lines = keys.map(key => {
    const reading = readKey(file, key)
    return reading.state === 'differs' ? `${key} (line ${reading.line}: ${reading.why})` : key
  })
  return [
    `${path}: bash and NetworkManager read these keys differently; they are left as they are: ${lines.join(', ')}`
  ]
}
