// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { matchesPattern } from './matches-pattern.ts'
import { listAliases, parseModprobe } from './modprobe-file.ts'
import { toUnderscores } from './modprobe-line.ts'
import type { ModprobeSource } from './read-sources.ts'

/** An alias line that modprobe takes for a name. */
export interface StandingAlias {
  readonly source: ModprobeSource
  readonly path: string
  /** Counted from 1. */
  readonly line: number
  readonly pattern: string
  readonly module: string
  /** Whether the line has this very name, rather than wildcards that match it. */
  readonly exact: boolean
}

/**
 * Every alias line that modprobe takes for this name, in its order: it loads all of them (kmod_lookup_alias_from_config()).
 * A line that kmod skips, or that a comment's trailing backslash swallows, is none.
 */
export function findAliases(sources: readonly ModprobeSource[], alias: string): readonly StandingAlias[] {
  const name = toUnderscores(alias) ?? alias
  const found: StandingAlias[] = []
  for (const source of sources) {
    for (const { pattern, module, line } of listAliases(parseModprobe(source.text))) {
      const exact = pattern === name
      if (exact || matchesPattern(pattern, name))
        found.push({ source, path: source.path, line, pattern, module, exact })
    }
  }
  return found
}

/** The first line with this very name, else the first whose wildcards match it. */
export function findAlias(sources: readonly ModprobeSource[], alias: string): StandingAlias | undefined {
  const found = findAliases(sources, alias)
  return found.find(({ exact }) => exact) ?? found[0]
}
