/** What was measured: one quantity of one thing, in every run. */
export interface Figure {
  readonly label: string
  readonly unit: 's' | 'ms' | 'MB' | 'kB'
  readonly samples: readonly number[]
}

/** A figure, or two compared, and what the value is to be; without a target it is only told. */
export interface Check {
  readonly label: string
  readonly value: number
  readonly unit: 'x' | 's' | 'MB'
  /** What it was made of. */
  readonly of: readonly Figure[]
  readonly target?: { readonly atMost: number } | { readonly atLeast: number }
}

/** What one part of the benchmark found. */
export interface Part {
  readonly title: string
  /** How it was measured, in sentences. */
  readonly method: readonly string[]
  readonly figures: readonly Figure[]
  readonly checks: readonly Check[]
  /** What follows from the figures, as lines of Markdown. */
  readonly conclusions?: readonly string[]
}

/** The median; that of no samples is a defect of the benchmark. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]]
  if (low === undefined || high === undefined) throw new Error('nothing was measured')
  return (low + high) / 2
}

/** How many times one figure is the other, by their medians. */
export function ratio(one: Figure, other: Figure): Check {
  const value = median(one.samples) / median(other.samples)
  return { label: `${one.label} / ${other.label}`, value, unit: 'x', of: [one, other] }
}

/** A check with a target. */
export function to(target: NonNullable<Check['target']>, check: Check): Check {
  return { ...check, target }
}

/** The figure of a label; throws where it was not measured. */
export function named(figures: readonly Figure[], label: string): Figure {
  const found = figures.find(figure => figure.label === label)
  if (found === undefined) throw new Error(`${label} was not measured`)
  return found
}

/** Whether a check meets its target; `undefined` when it has none. */
export function isMet({ value, target }: Check): boolean | undefined {
  if (target === undefined) return undefined
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast
}
