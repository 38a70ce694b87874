// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/**
 * A piece of a word: text, the value of a variable, or something that only running it can tell (`dynamic`);
 * a `fragile` one may fail, and bash then drops the rest of that line's commands.
 */
export type WordPart =
  | { readonly type: 'text'; readonly text: string; readonly quoting: Quoting }
  | { readonly type: 'variable'; readonly name: string; readonly quoting: Quoting }
  | { readonly type: 'dynamic'; readonly fragile: boolean; readonly quoting: Quoting }

/** Whether a piece stands inside quotes: bare text may hold patterns, braces and tildes. */
export type Quoting = 'quoted' | 'bare'

/** Appends text, joined to the piece before where both are text of the same quoting. */
export function addText(parts: WordPart[], text: string, quoting: Quoting): void {
  const last = parts.at(-1)
  if (last?.type === 'text' && last.quoting === quoting) {
    parts[parts.length - 1] = { type: 'text', text: last.text + text, quoting }
  } else {
    parts.push({ type: 'text', text, quoting })
  }
}
