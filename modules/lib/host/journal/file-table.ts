// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { ModuleError } from '../../errors.ts'

/**
 * A file of a transaction, as a line of its table: what the revert script reads (shell/revert.sh). Old texts lie beside the
 * table as `old-<number>`, new ones as `new-<number>`.
 */
export interface FileRow {
  readonly number: number
  readonly old: 'absent' | 'file' | 'link'
  readonly new: 'absent' | 'file'
  readonly device: string | undefined
  readonly label: string | undefined
  /** Where the file lies when all links are followed. */
  readonly path: string
  /** The path by which the task knows it. */
  readonly shown: string
}

/** The table as text. Throws ModuleError('unsupported') for a path that a line cannot hold. */
export function formatRows(rows: readonly FileRow[]): string {
  return rows.map(row => `${wordsOf(row).map(checked).join('\t')}\n`).join('')
}

/** Reads the table; a line that is none of ours is left out. */
export function parseRows(text: string): readonly FileRow[] {
  const rows: FileRow[] = []
  for (const line of text.split('\n')) {
    const [number = '', old, fresh, device = '-', label = '-', path = '', shown = ''] = line.split('\t')
    if (old !== 'absent' && old !== 'file' && old !== 'link') continue
    if (fresh !== 'absent' && fresh !== 'file') continue
    rows.push({ number: Number(number), old, new: fresh, device: given(device), label: given(label), path, shown })
  }
  return rows
}

function wordsOf({ number, old, new: fresh, device, label, path, shown }: FileRow): readonly string[] {
  return [String(number), old, fresh, device ?? '-', label ?? '-', path, shown]
}

function given(word: string): string | undefined {
  return word === '-' ? undefined : word
}

function checked(word: string): string {
  if (!/[\t\n]/.test(word)) return word
  throw new ModuleError('unsupported', [
    `${JSON.stringify(word)}: a file whose name holds a tab or the end of a line is not written; rename it first`
  ])
}
