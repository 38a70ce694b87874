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
  if (added !== undefined) return { line: lineOf(added.source, before), why: wakes }
  const [old, text] = [before, after].map(unfollowed)
  if (text === undefined || text === old) return undefined
  return {
    line: lineOf(text, before),
    why: old === undefined ? wakes : 'below it bash may run what the edit would change'
  }
}

const wakes = 'the edit would make bash run this line, which it does not reach now'

function lineOf(text: string, { lines }: IfcfgFile): number {
  return lines.findIndex(({ source }) => source.trim() === text.trim().split('\n')[0]?.trim()) + 1
}

/** The text from which on bash may run what this reader does not follow, to the end of the file. */
function unfollowed(file: IfcfgFile): string | undefined {
  const { end } = bashSource(file)
  if (end?.who !== 'reader') return undefined
  const lines = file.lines.slice(end.firstLine - 1).map(({ source }) => source)
  return lines.join('').trim()
}

function commandsIn(file: IfcfgFile): BashSource['statements'] {
  const { statements, readings } = bashSource(file)
  return statements.filter(({ ownKey }) => ownKey === undefined || readings.get(ownKey)?.state === 'unknown')
}
