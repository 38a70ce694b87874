// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type Cursor, isMeta, looksAt, peek } from './shell-cursor.ts'

/** The keyword that is next, if the word that is next is one of the shell's and unquoted; else `''`. */
export function peekKeyword(cursor: Cursor): string {
  const start = cursor.at
  let word = ''
  for (let char = peek(cursor); !isMeta(char); char = peek(cursor)) {
    word += char
    cursor.at += 1
  }
  const joined = looksAt(cursor, '<(') || looksAt(cursor, '>(')
  cursor.at = start
  return KEYWORDS.has(word) && !joined ? word : ''
}

const KEYWORDS = new Set(
  'if then elif else fi while until do done for in select case esac { } [[ ]] function coproc time !'.split(' ')
)
