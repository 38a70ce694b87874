// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { IfcfgFile } from './ifcfg-file.ts'

/** A line that begins with `KEY=`, by its number, whatever else it holds and whether or not bash comes to read it. */
export interface GreppedLine {
  readonly line: number
  readonly value: string
}

/**
 * The lines on which init scripts find a key with grep, for which every such line counts: a word behind `KEY=`, in quotes
 * or not, then a blank, a number sign or the end (`^[[:space:]]*MASTER=` in ifup-eth and ifdown-eth). Older ones look for
 * no end, so that `;` is taken for one here.
 */
export function greppedLines(file: IfcfgFile, key: string): readonly GreppedLine[] {
  const pattern = new RegExp(`^[ \\t]*${key}=(['"]?)([\\w.:-]+)\\1(?=[\\s#;]|$)`)
  return file.lines
    .map(({ source }, index) => ({ line: index + 1, value: pattern.exec(source)?.[2] ?? '' }))
    .filter(({ value }) => value !== '')
}
