// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** The beginning of an assignment, wherever it stands in a line: also behind a comment's sign, another command or `export`. */
const assignment = /(?<![A-Za-z0-9_])([A-Za-z_]\w*)(?:\[[^\]\n]*\])?\+?=/g

/**
 * Whether an ifcfg key holds a secret: WEP keys, passphrases, passwords, PSKs, PINs, CAKs (NetworkManager's
 * nms-ifcfg-rh-utils.c and the wireless part of sysconfig.txt). KEY_MGMT, the *_FLAGS of a secret and the path of a
 * private key are none; nor are words in small letters, such as the bonding option ad_user_port_key.
 */
export function isSecretKey(key: string): boolean {
  return /PASS|PSK|SECRET|(?:^|_)(?:KEY\d*|PIN|CAK)$/.test(key) && !/_FLAGS$|PRIVATE_KEY$/.test(key)
}

/** Whether a text assigns something to a secret's key. */
export function holdsSecret(text: string): boolean {
  return secretAssignments(text).some(({ from, to }) => text.slice(from, to).trim() !== '')
}

/** Where in a text values of secrets' keys stand: each to the end of its line, since a comment's value may have blanks. */
export function secretAssignments(text: string): readonly { readonly from: number; readonly to: number }[] {
  const found: { readonly from: number; readonly to: number }[] = []
  let covered = 0
  for (const match of text.matchAll(assignment)) {
    const from = match.index + match[0].length
    if (match.index < covered || !isSecretKey(match[1] ?? '')) continue
    covered = isCommented(text, match.index) ? lineEnd(text, from) : commandEnd(text, from)
    found.push({ from, to: covered })
  }
  return found
}

function isCommented(text: string, index: number): boolean {
  return /^[ \t]*#/.test(text.slice(text.lastIndexOf('\n', index - 1) + 1, index))
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : beforeReturn(text, from, end)
}

function beforeReturn(text: string, from: number, end: number): number {
  return end > from && text[end - 1] === '\r' ? end - 1 : end
}

/** The end of the line in which bash ends the command: quotes and a backslash at the end go on to the next (bash(1), QUOTING). */
function commandEnd(text: string, from: number): number {
  let quote = ''
  for (let at = from; at < text.length; at += 1) {
    const char = text[at] ?? ''
    if (char === '\\' && quote !== "'") at += text[at + 1] === '\r' && text[at + 2] === '\n' ? 2 : 1
    else if (quote !== '') quote = char === quote ? '' : quote
    else if (char === '"' || char === "'") quote = char
    else if (char === '\n') return beforeReturn(text, from, at)
  }
  return text.length
}

/** A value as written, without its blanks and outer quotes, and its first word as bash reads it. */
export function spellings(value: string): readonly string[] {
  return [value, value.trim().replace(/^(['"])(.*)\1$/s, '$2'), firstWord(value)]
}

function firstWord(value: string): string {
  let word = ''
  const parts = /\\\r?\n|\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|([^\s;&|<>()'"\\])/y
  for (let part = parts.exec(value); part !== null; part = parts.exec(value)) {
    const [, escaped, single, double, plain] = part
    word += escaped ?? single ?? plain ?? double?.replace(/\\(\r?\n)|\\([$`"\\])/g, (_, _end, kept = '') => kept) ?? ''
  }
  return word
}
