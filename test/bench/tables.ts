import { type Check, type Figure, isMet, median, type Part } from './figures.ts'

/** A part as Markdown: how it was measured, the figures, the targets. */
export function partText({ title, method, figures, checks, conclusions = [] }: Part): string {
  const blocks = [
    [`## ${title}`],
    method,
    table(['measured', 'unit', 'median', 'minimum', 'maximum', 'runs'], figures.map(figureRow)),
    checks.length > 0 ? table(['compared', 'target', 'value', 'of', ''], checks.map(checkRow)) : [],
    conclusions
  ]
  return blocks
    .filter(block => block.length > 0)
    .map(block => block.join('\n'))
    .join('\n\n')
}

/** The targets of some parts, as one line each. */
export function summary(parts: readonly Part[]): readonly string[] {
  const judged = parts.flatMap(part => part.checks).filter(check => isMet(check) !== undefined)
  const missed = judged.filter(check => isMet(check) === false)
  const lines = missed.map(check => `not met: ${missedText(check)}`)
  return [`${judged.length - missed.length} of ${judged.length} targets met`, ...lines]
}

/** A table in Markdown, its columns filled up so that it is one on the screen too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map(row => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`
  return [line(head), `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)]
}

/** A number with as many digits as mean something. */
export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

function figureRow({ label, unit, samples }: Figure): readonly string[] {
  const values = [median(samples), Math.min(...samples), Math.max(...samples)]
  return [label, unit, ...values.map(digits), String(samples.length)]
}

function checkRow(check: Check): readonly string[] {
  const met = isMet(check)
  return [
    check.label,
    targetText(check),
    `${toldValue(check)} ${check.unit}`,
    check.of.map(({ samples, unit }) => `${digits(median(samples))} ${unit}`).join(' / '),
    met === undefined ? '' : met ? 'met' : 'not met'
  ]
}

function missedText(check: Check): string {
  return `${check.label}, ${toldValue(check)} ${check.unit}, ${targetText(check)}`
}

function targetText({ target, unit }: Check): string {
  if (target === undefined) return ''
  return 'atMost' in target ? `at most ${target.atMost} ${unit}` : `at least ${target.atLeast} ${unit}`
}

/** A value that would round to its target, which it misses, is told with more digits. */
function toldValue(check: Check): string {
  const told = digits(check.value)
  return isMet({ ...check, value: Number(told) }) === isMet(check) ? told : check.value.toPrecision(4)
}
