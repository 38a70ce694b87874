// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { IfcfgFile } from './ifcfg-file.ts'
import { readAsBash } from './read-as-bash.ts'

/** What `eval $(fgrep "KEY=" file)` leaves in the variable; `unknown` where only running it can tell. */
export type EvalReading =
  | { readonly state: 'value'; readonly value: string }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown' }

/** The keys that rc.d/init.d/network of EL6 to EL8 reads in this way, before any script sources the file. */
export const EVALUATED_KEYS = ['DEVICE', 'TYPE', 'SLAVE', 'NM_CONTROLLED'] as const

/** Whether init.d/network reads the key by `eval`. */
export function isEvaluatedKey(key: string): boolean {
  return EVALUATED_KEYS.some(evaluated => evaluated === key)
}

/** Whether a text, once in a file, would be evaluated by init.d/network: true of comments as well. */
export function isEvalHit(text: string): boolean {
  return EVALUATED_KEYS.some(key => text.includes(`${key}=`))
}

/** The indices of the lines that `fgrep "KEY="` finds: the text may stand anywhere in them. */
export function evalHits(file: IfcfgFile, key: string): readonly number[] {
  return file.lines.map((_, index) => index).filter(index => file.lines[index]?.source.includes(`${key}=`))
}

/**
 * Reads a key as `eval $(fgrep "KEY=" file)` does (init.d/network): the hits become one line, split and joined by
 * blanks, so that a `#` in one of them hides all that follow. Patterns such as `*` that could match file names, and
 * NUL characters, for which grep prints something else, are unknown.
 */
export function readByEval(file: IfcfgFile, key: string): EvalReading {
  if (file.lines.some(line => line.source.includes('\0'))) return { state: 'unknown' }
  const hits = evalHits(file, key).map(index => file.lines[index]?.source ?? '')
  const words = hits
    .join('\n')
    .split(/[ \t\n]+/)
    .filter(word => word !== '')
  const comment = words.findIndex(word => word.startsWith('#'))
  const code = comment < 0 ? words : words.slice(0, comment)
  if (code.some(word => /[*?[]/.test(word) && !word.includes('='))) return { state: 'unknown' }
  const reading = readAsBash(words.join(' ')).readings.get(key)
  if (reading === undefined || reading.state === 'unset') return { state: 'absent' }
  return reading.state === 'set' ? { state: 'value', value: reading.value } : { state: 'unknown' }
}
