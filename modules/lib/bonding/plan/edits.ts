// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { dropFromLine, type EditResult, removeKeys, setKey } from '../../ifcfg/edit-ifcfg.ts'
import { greppedLines } from '../../ifcfg/grepped-lines.ts'
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
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

/**
 * Makes the edits in their order. A key that bash and NetworkManager read differently never counts as being right. Keys that
 * cannot go on their own, since they share a line, go together once all the others say what they shall.
 */
export function applyEdits(path: string, file: IfcfgFile, edits: readonly Edit[]): Edited {
  const stuck: Edit[] = []
  const problems: string[] = []
  const replaced = edits.filter(({ value }) => value !== undefined).map(({ key }) => key)
  let edited = edits.reduce((mended, { mend }) => mend?.(mended) ?? mended, file)
  for (const edit of edits) {
    const result = applyEdit(edited, edit, replaced)
    if (result.ok) edited = result.file
    else if (edit.value === undefined) stuck.push(edit)
    else problems.push(describeProblem({ path, file }, edit, result))
  }
  const keys = stuck.map(({ key }) => key)
  const together = removeKeys(edited, keys, replaced)
  if (together.ok) edited = together.file
  else problems.push(...stuck.map(edit => describeProblem({ path, file }, edit, together)))
  for (const edit of edits) {
    const result = dropHarmful(edited, edit)
    if (result.ok) edited = result.file
    else if (problems.length === 0) problems.push(`${edit.key}: ${problemText(path, onDisk(file, edited, result))}`)
  }
  return { file: edited, problems }
}

function applyEdit(file: IfcfgFile, edit: Edit, replaced: readonly string[]): EditResult {
  return edit.value === undefined ? removeKeys(file, [edit.key], replaced) : setKey(file, edit.key, wanted(file, edit))
}

type Failure = Extract<EditResult, { readonly ok: false }>

/** In the words and lines of the text as it stands on disk, where the edit fails there too. */
function describeProblem(
  { path, file }: { readonly path: string; readonly file: IfcfgFile },
  edit: Edit,
  failure: Failure
): string {
  const first = applyEdit(file, edit, [])
  return `${edit.key}: ${problemText(path, first.ok ? failure : first)}`
}

/** A failure by the line of the text on disk. */
function onDisk(file: IfcfgFile, edited: IfcfgFile, failure: Failure): Failure {
  const source = edited.lines[failure.line - 1]?.source
  return { ...failure, line: file.lines.findIndex(line => line.source === source) + 1 }
}

function problemText(path: string, { line, why }: Failure): string {
  return `${path}, line ${line}, cannot be changed safely: ${why}; change that line by hand first`
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
 * Drops the lines that init scripts find with grep and that say otherwise, although a later one overrides them for everybody
 * else (`^ONBOOT=['"]?no` in init.d/network of EL6 and EL7, `^MASTER=` in ifup-eth and ifdown-eth).
 */
function dropHarmful(file: IfcfgFile, { key, value }: Edit): EditResult {
  if (value === undefined || (key !== 'ONBOOT' && key !== 'MASTER')) return { ok: true, file }
  const isHarmful = (found: string): boolean =>
    key === 'MASTER' ? found.trim() !== value.trim() : /^no$/i.test(found) && !/^no$/i.test(value)
  const line = greppedLines(file, key).find(grepped => isHarmful(grepped.value))?.line
  const result = line === undefined ? undefined : dropFromLine(file, key, line)
  return result?.ok === true ? dropHarmful(result.file, { key, value }) : (result ?? { ok: true, file })
}

function wanted(file: IfcfgFile, { key, value = '', same }: Edit): string {
  const reading = readKey(file, key)
  return reading.state === 'value' && same?.(reading.value) === true ? reading.value : value
}
