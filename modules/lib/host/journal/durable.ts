// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { withOpenFile, writeAll } from '../../open-file.ts'
import { fsPath } from '../root-path.ts'
import { textToBytes } from '../text.ts'

/** A file of the journal, new or replaced whole, that lasts; readable by its owner alone. */
export function writeDurable(root: string, path: string, text: string, mode = 0o600): void {
  const temporary = fsPath(root, `${path}.tmp`)
  withNewFile(temporary, mode, fd => {
    writeAll(fd, textToBytes(text))
    system.fchmod(fd, mode)
    system.fsync(fd)
  })
  system.rename(temporary, fsPath(root, path))
}

/** A list in a file of the journal, an entry a line. */
export function writeLines(root: string, path: string, lines: readonly string[]): void {
  writeDurable(root, path, lines.map(line => `${line}\n`).join(''))
}

/** A file that need not outlive this boot; readable by its owner alone. */
export function writePlain(root: string, path: string, text: string): void {
  withNewFile(fsPath(root, path), 0o600, fd => writeAll(fd, textToBytes(text)))
}

function withNewFile(file: string, mode: number, write: (fd: number) => void): void {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = system.constants
  withOpenFile(file, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode, write)
}
