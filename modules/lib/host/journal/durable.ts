// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import { fsPath } from '../root-path.ts'
import { textToBytes } from '../text.ts'

/** A file of the journal, new or replaced whole, that lasts; readable by its owner alone. */
export function writeDurable(root: string, path: string, content: Buffer | string, mode = 0o600): void {
  const temporary = fsPath(root, `${path}.tmp`)
  const fd = fs.openSync(temporary, 'w', mode)
  try {
    const bytes = typeof content === 'string' ? textToBytes(content) : content
    for (let written = 0; written < bytes.length; ) written += fs.writeSync(fd, bytes, written)
    fs.fchmodSync(fd, mode)
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
  fs.renameSync(temporary, fsPath(root, path))
}

/** A list in a file of the journal, an entry a line. */
export function writeLines(root: string, path: string, lines: readonly string[]): void {
  writeDurable(root, path, lines.map(line => `${line}\n`).join(''))
}
