// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type EditResult, removeKey, setKey } from '../../ifcfg/edit-ifcfg.ts'
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { plainAssignments, withoutLine } from '../../ifcfg/plain-assignments.ts'
import { listKeys, readKey } from '../../ifcfg/read-key.ts'

/** What one key shall say; `undefined` removes it. A present value for which `same` holds stays as it is spelt. */
export interface Edit {
  readonly key: string
  readonly value: string | undefined
  readonly same?: (present: string) => boolean
  /** Mends a common mistake in the text before the edit is made. */
  readonly mend?: (file: IfcfgFile) => IfcfgFile
}

/** A file after its edits, and the edits that no safe change of the text could make. */
export interface Edited {
  readonly file: IfcfgFile
  readonly problems: readonly string[]
}

/** Makes the edits in their order. A key that bash and NetworkManager read differently never counts as being right. */
export function applyEdits(path: string, file: IfcfgFile, edits: readonly Edit[]): Edited {
  const problems: string[] = []
  let edited = file
  for (const edit of edits) {
    edited = edit.mend?.(edited) ?? edited
    const result =
      edit.value === undefined ? removeKey(edited, edit.key) : setGrepped(edited, edit.key, wanted(edited, edit))
    if (result.ok) edited = result.file
    else
      problems.push(
        `${edit.key}: ${path}, line ${result.line}, cannot be changed safely: ${result.why}; change that line by hand first`
      )
  }
  return { file: edited, problems }
}

/** The value that bash and NetworkManager agree on, `undefined` where there is none, it is empty, or they differ. */
export function agreedValue(file: IfcfgFile, key: string): string | undefined {
  const reading = readKey(file, key)
  return reading.state === 'value' && reading.value !== '' ? reading.value : undefined
}

/** Whether any reader sees the key, whatever it says. */
export function hasKey(file: IfcfgFile, key: string): boolean {
  return readKey(file, key).state !== 'absent'
}

/** Edits that remove the keys of a file that match a test. */
export function removals(file: IfcfgFile, test: (key: string) => boolean): readonly Edit[] {
  return listKeys(file)
    .filter(test)
    .map(key => ({ key, value: undefined }))
}

/**
 * Keys that init scripts grep for: a line of one of these counts wherever it stands, although a later one overrides it
 * for everybody else (`^ONBOOT=['"]?no` in init.d/network of EL6 and EL7, `^MASTER=` in ifup-eth and ifdown-eth).
 */
const greppedKeys: readonly string[] = ['ONBOOT', 'MASTER']

function setGrepped(file: IfcfgFile, key: string, value: string): EditResult {
  const result = setKey(file, key, value)
  if (!result.ok || !greppedKeys.includes(key)) return result
  const other = plainAssignments(result.file, key).find(assignment => assignment.value !== value)
  return other === undefined ? result : setGrepped(withoutLine(result.file, other.line), key, value)
}

function wanted(file: IfcfgFile, { key, value = '', same }: Edit): string {
  const reading = readKey(file, key)
  return reading.state === 'value' && same?.(reading.value) === true ? reading.value : value
}
