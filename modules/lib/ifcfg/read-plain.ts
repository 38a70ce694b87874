// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type BashReading, isOrdinary } from './bash-variables.ts'
import type { BashSource, BashStatement } from './read-as-bash.ts'

/**
 * What `readAsBash` makes of a text whose every line is a comment, blank, or one assignment of ordinary characters, bare or in
 * one pair of quotes; `undefined` for any other. Most files are like that, and need no reader of shell code, which takes longer
 * to load than all else in a run.
 */
export function readPlain(text: string): BashSource | undefined {
  const readings = new Map<string, BashReading>()
  const firstLines = new Map<string, number>()
  const statements: BashStatement[] = []
  for (const [index, source] of (text.match(/[^\n]*\n|[^\n]+/g) ?? []).entries()) {
    if (/^[ \t]*(?:#[^\0]*)?\n?$/.test(source)) continue
    const [, key = '', bare = '', inDouble = '', inSingle = ''] = plain.exec(source) ?? []
    if (!isOrdinary(key)) return undefined
    const line = index + 1
    readings.set(key, { state: 'set', value: bare + inDouble + inSingle, line })
    if (!firstLines.has(key)) firstLines.set(key, line)
    statements.push({ firstLine: line, source, ownKey: key, assigned: [key], plain: { key, comment: '' } })
  }
  return { readings, firstLines, statements, end: undefined }
}

const plain = /^([A-Za-z_]\w*)=(?:([\w.,:/@%+=-]*)|"([\w.,:/@%+= -]*)"|'([\w.,:/@%+= -]*)')\n?$/
