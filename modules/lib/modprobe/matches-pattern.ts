// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

type Token = '*' | ((char: string) => boolean)

/**
 * Whether fnmatch(pattern, name, 0) matches, which is how kmod compares an alias pattern with a name
 * (kmod_lookup_alias_from_config()). Character classes such as `[[:digit:]]` are left out: kmod skips a line that has one.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const tokens = tokenize(pattern)
  let at = 0
  let taken = 0
  let star = { at: -1, taken: 0 }
  while (taken < name.length) {
    const token = tokens[at]
    if (token === '*') {
      at += 1
      star = { at, taken }
    } else if (token?.(name.charAt(taken)) === true) {
      at += 1
      taken += 1
    } else if (star.at >= 0) {
      star = { at: star.at, taken: star.taken + 1 }
      at = star.at
      taken = star.taken
    } else {
      return false
    }
  }
  return tokens.slice(at).every(token => token === '*')
}

function tokenize(pattern: string): readonly Token[] {
  // Brackets with nothing between them are ordinary characters.
  const words = pattern.match(/\[(?![!^]?\])[^\]]+\]|\\.|./gs) ?? []
  return words.map(toToken)
}

function toToken(word: string): Token {
  if (word === '*') return '*'
  if (word === '?') return () => true
  if (word.length > 2) return bracket(word.slice(1, -1))
  const literal = word.replace(/^\\(?=.)/s, '')
  return char => char === literal
}

function bracket(content: string): Token {
  const negated = /^[!^]/.test(content)
  const items = content.slice(negated ? 1 : 0).match(/\\?.(?:-\\?.)?/gs) ?? []
  return char => items.some(item => isInItem(item, char)) !== negated
}

function isInItem(item: string, char: string): boolean {
  const [low = '', dash, high] = item.replace(/\\(.)/gs, '$1')
  return dash === '-' && high !== undefined ? low <= char && char <= high : low === char
}
