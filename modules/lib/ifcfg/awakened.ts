// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { IfcfgFile } from './ifcfg-file.ts'
import type { BashSource } from './read-as-bash.ts'
import { bashSource } from './read-key.ts'

/** The line, counted from 1, that an edit would bring to life. */
export interface Awakened {
  readonly line: number
  readonly why: string
}

/** A line of commands that bash does not reach now, say below an open quote, must not begin to run, nor may one that is there change. */
export function awakened(before: IfcfgFile, after: IfcfgFile): Awakened | undefined {
  const present = commandsIn(before).map(({ source }) => source.trim())
  const added = commandsIn(after).find(({ source }) => {
    const index = present.indexOf(source.trim())
    if (index >= 0) present.splice(index, 1)
    return index < 0
  })
  const text = added?.source ?? unfollowed(before, after)
  if (text === undefined) return undefined
  const line = before.lines.findIndex(({ source }) => source.trim() === text.trim().split('\n')[0]?.trim()) + 1
  return { line, why: 'the edit would make bash run this line, which it does not reach now' }
}

/** The line from which on bash may run what this reader does not follow, unless it is there already. */
function unfollowed(before: IfcfgFile, after: IfcfgFile): string | undefined {
  const [old, text] = [before, after].map(file => {
    const { end } = bashSource(file)
    return end?.who === 'reader' ? file.lines[end.firstLine - 1]?.source : undefined
  })
  return text?.trim() === old?.trim() ? undefined : text
}

function commandsIn(file: IfcfgFile): BashSource['statements'] {
  const { statements, readings } = bashSource(file)
  return statements.filter(({ ownKey }) => ownKey === undefined || readings.get(ownKey)?.state === 'unknown')
}
