// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type Cursor, matchAt, ShellReadError } from './shell-cursor.ts'

/** Reads a plain `[[ … ]]` condition, whose opening was just taken. Throws ShellReadError at any other. */
export function readCondition(cursor: Cursor): void {
  const pattern = new RegExp(CONDITION.source.replace(/WORD/g, '(?:"[\\w$. -]*"|[\\w$./]+)'), 'y')
  if (matchAt(cursor, pattern) === undefined) throw new ShellReadError('beyond', cursor.at, 'a [[ … ]] condition')
}

// The plain forms of [[ … ]]; anything else is not followed, since a mistake in it ends the reading.
const CONDITION =
  /(?: +!)* +(?:-[a-zA-Z] +WORD|WORD(?: +(?:=|==|!=|-eq|-ne|-lt|-le|-gt|-ge) +WORD)?) +\]\](?=[ \t\n;|&()<>]|$)/
