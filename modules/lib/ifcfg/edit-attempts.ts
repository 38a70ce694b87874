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
  const last = assignments.at(-1)
  const lastOwn = own.at(-1)
  const line = `${key}=${quoteValue(value)}${keptComment(file, last)}`
  const texts: string[] = []
  if (last !== undefined) texts.push(rewrite(file, last, line))
  if (lastOwn !== undefined) texts.push(rewrite(file, lastOwn, line))
  if (last !== undefined) texts.push(rewrite(dropSpans(file, after(own, last)), last, line))
  if (lastOwn !== undefined) texts.push(rewrite(dropSpans(file, without(own, lastOwn)), lastOwn, line))
  if (isBehindMark(file, key)) texts.push(rewrite(file, { first: 0, last: 0 }, line))
  texts.push(insert(file, file.lines.length, `${key}=${quoteValue(value)}`))
  const dropped = dropSpans(file, [...own, ...unreachedSpans(file, key)])
  for (const place of placesFor(file, key)) texts.push(insert(dropped, place, line))
  return texts
}

/**
 * The texts that might remove the keys, the least change first; of lines that they share with others, `replaced` go as well,
 * where they may. They are proposals: the caller reads them again.
 */
export function attemptsToRemove(
  file: IfcfgFile,
  keys: readonly string[],
  replaced: readonly string[]
): readonly string[] {
  const plain = keys.flatMap(key => plainSpans(file, key))
  const own = keys.flatMap(key => ownSpans(file, key))
  const unreached = keys.flatMap(key => unreachedSpans(file, key))
  const shared = sharedLines(file)
  const cut = (words: readonly string[]): string => {
    const lines = dropSpans(file, plain).lines.map(({ source }, index) => {
      const held = shared.get(index) ?? []
      return {
        source: keys.some(key => held.includes(key))
          ? words.filter(key => held.includes(key)).reduce(cutFrom, source)
          : source
      }
    })
    return join({ lines })
  }
  const dropped = [plain, own, [...own, ...unreached]].map(spans => join(dropSpans(file, spans)))
  return [...dropped, ...(replaced.length > 0 ? [cut([...keys, ...replaced])] : []), cut(keys)]
}

/** The texts that might take a key out of one line, by its index. They are proposals: the caller reads them again. */
export function attemptsToDrop(file: IfcfgFile, key: string, index: number): readonly string[] {
  if (sharedLines(file).get(index)?.includes(key))
    return [
      join({ lines: file.lines.map(({ source }, at) => ({ source: at === index ? cutFrom(source, key) : source })) })
    ]
  const own = [...plainSpans(file, key), ...unreachedSpans(file, key)].filter(({ first }) => first === index)
  return own.length === 0 ? [] : [join(dropSpans(file, own))]
}

/** The keys of the lines that hold assignments only, and more than one, or one that is not plain, by the lines' indices. */
function sharedLines(file: IfcfgFile): ReadonlyMap<number, readonly string[]> {
  const { statements } = bashSource(file)
  const alone = statements.filter(
    ({ firstLine, source }) => !/\n[\s\S]/.test(source) && file.lines[firstLine - 1]?.type === 'opaque'
  )
  return new Map(alone.map(({ firstLine, assigned }): [number, readonly string[]] => [firstLine - 1, assigned]))
}

/** A line without the assignment of a key that others share it with, and without the `;` that joined them. */
function cutFrom(source: string, key: string): string {
  const word = `${key}=(?:[^\\s;&|<>()"'\\\\]|"(?:[^"\\\\]|\\\\.)*"|'[^']*'|\\\\.)*`
  const rest = source.replace(new RegExp(`(^|[ \\t;])${word}[ \\t]*;?[ \\t]*`), '$1')
  return rest === source ? source : rest.replace(/[ \t;]+(\r?\n?)$/, '$1').replace(/^[ \t]*\r?\n?$/, '')
}

/** A byte order mark before the first key makes a command of it for bash and hides it from NetworkManager. */
function isBehindMark(file: IfcfgFile, key: string): boolean {
  const source = file.lines[0]?.source ?? ''
  return source.startsWith('\ufeff') && nmKeyOf(source.slice(1)) === key
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
