// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { evalHits, isEvalHit, isEvaluatedKey } from './eval-hits.ts'
import type { IfcfgFile } from './ifcfg-file.ts'
import { quoteValue } from './quote-value.ts'
import { nmKeyOf } from './read-as-nm.ts'
import { bashSource } from './read-key.ts'

/** The texts that might set the key, the least change first. They are proposals: the caller reads them again. */
export function attemptsToSet(file: IfcfgFile, key: string, value: string): readonly string[] {
  const assignments = plainSpans(file, key)
  const own = ownSpans(file, key)
  const last = assignments[assignments.length - 1]
  const lastOwn = own[own.length - 1]
  const line = `${key}=${quoteValue(value)}${keptComment(file, last)}`
  const texts: string[] = []
  if (last !== undefined) texts.push(rewrite(file, last, line))
  if (lastOwn !== undefined) texts.push(rewrite(file, lastOwn, line))
  if (last !== undefined) texts.push(rewrite(dropSpans(file, after(own, last)), last, line))
  if (lastOwn !== undefined) texts.push(rewrite(dropSpans(file, without(own, lastOwn)), lastOwn, line))
  texts.push(insert(file, file.lines.length, `${key}=${quoteValue(value)}`))
  const dropped = dropSpans(file, [...own, ...unreachedSpans(file, key)])
  for (const place of placesFor(file, key)) texts.push(insert(dropped, place, line))
  return texts
}

/** The texts that might remove the key, the least change first. They are proposals: the caller reads them again. */
export function attemptsToRemove(file: IfcfgFile, key: string): readonly string[] {
  const own = ownSpans(file, key)
  return [plainSpans(file, key), own, [...own, ...unreachedSpans(file, key)]].map(spans => join(dropSpans(file, spans)))
}

/** Lines by index, `last` included. */
interface Span {
  readonly first: number
  readonly last: number
}

/** A file in which dropped lines are empty, so that indices stay. */
interface Draft {
  readonly lines: readonly { readonly source: string }[]
}

function plainSpans(file: IfcfgFile, key: string): readonly Span[] {
  return file.lines
    .map((line, index) => ({ first: index, last: index, key: line.type === 'assignment' ? line.key : undefined }))
    .filter(span => span.key === key)
}

function ownSpans(file: IfcfgFile, key: string): readonly Span[] {
  return bashSource(file)
    .statements.filter(statement => statement.ownKey === key)
    .map(({ firstLine, source }) => ({
      first: firstLine - 1,
      last: firstLine - 2 + source.split(/\n(?=[\s\S])/).length
    }))
}

function unreachedSpans(file: IfcfgFile, key: string): readonly Span[] {
  const { end } = bashSource(file)
  if (end === undefined) return []
  return file.lines
    .map((line, index) => ({ first: index, last: index, key: nmKeyOf(line.source) }))
    .filter(span => span.first >= end.firstLine - 1 && span.key === key)
}

function keptComment(file: IfcfgFile, span: Span | undefined): string {
  const line = span === undefined ? undefined : file.lines[span.first]
  if (line?.type !== 'assignment' || line.comment === '' || isEvalHit(line.comment)) return ''
  const comment = line.comment.replace(/\r+$/, '')
  return /^[ \t]/.test(comment) ? comment : ` ${comment}`
}

function placesFor(file: IfcfgFile, key: string): readonly number[] {
  const { end } = bashSource(file)
  const hits = isEvaluatedKey(key) ? evalHits(file, key) : []
  const hiding = hits.find(index => file.lines[index]?.source.includes('#'))
  const places = [file.lines.length, end === undefined ? undefined : end.firstLine - 1, hiding, hits[0], 0]
  return places.filter((place): place is number => place !== undefined)
}

function after(spans: readonly Span[], span: Span): readonly Span[] {
  return spans.filter(other => other.first > span.first)
}

function without(spans: readonly Span[], span: Span): readonly Span[] {
  return spans.filter(other => other.first !== span.first)
}

function dropSpans(file: Draft, spans: readonly Span[]): Draft {
  const isDropped = (index: number) => spans.some(({ first, last }) => index >= first && index <= last)
  return { lines: file.lines.map((line, index) => (isDropped(index) ? { source: '' } : line)) }
}

function rewrite(file: Draft, span: Span, line: string): string {
  const ending = file.lines[span.last]?.source.endsWith('\n') === false ? '' : '\n'
  const lines = dropSpans(file, [span]).lines.map((old, index) => (index === span.first ? line + ending : old.source))
  return lines.join('')
}

function insert(file: Draft, place: number, line: string): string {
  const above = join({ lines: file.lines.slice(0, place) })
  const separator = above === '' || above.endsWith('\n') ? '' : '\n'
  return `${above}${separator}${line}\n${join({ lines: file.lines.slice(place) })}`
}

function join(file: Draft): string {
  return file.lines.map(line => line.source).join('')
}
