// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { remember } from '../remember.ts'
import type { IfcfgFile, IfcfgLine } from './ifcfg-file.ts'
import { type BashSource, readAsBash } from './read-as-bash.ts'

/** Splits a text into its lines. Takes any text and never throws: what it does not understand becomes `opaque`. */
export const parseIfcfg = remember(parse)

function parse(text: string): IfcfgFile {
  const bash = readAsBash(text)
  const found = statementLines(bash)
  const sources = text.match(/[^\n]*\n|[^\n]+/g) ?? []
  return { lines: sources.map((source, index) => found.get(index + 1) ?? looseLine(source, index + 1, bash)) }
}

function statementLines(bash: BashSource): ReadonlyMap<number, IfcfgLine> {
  const lines = new Map<number, IfcfgLine>()
  for (const { firstLine, source, plain } of bash.statements) {
    const sources = source.match(/[^\n]*\n|[^\n]+/g) ?? []
    sources.forEach((text, index) => {
      lines.set(firstLine + index, statementLine(text, { alone: sources.length === 1, plain }))
    })
  }
  return lines
}

function statementLine(
  source: string,
  { alone, plain }: { alone: boolean; plain: { readonly key: string; readonly comment: string } | undefined }
): IfcfgLine {
  if (plain !== undefined) return { type: 'assignment', source, key: plain.key, comment: plain.comment }
  if (alone && /^[ \t]*\r\n?$/.test(source)) return { type: 'blank', source }
  return { type: 'opaque', source }
}

function looseLine(source: string, line: number, bash: BashSource): IfcfgLine {
  if (bash.end !== undefined && line >= bash.end.firstLine) return { type: 'opaque', source }
  if (/^[ \t]*#/.test(source)) return { type: 'comment', source }
  return { type: /^[ \t]*\n?$/.test(source) ? 'blank' : 'opaque', source }
}
