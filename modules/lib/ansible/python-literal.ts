// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

const token =
  /[ \t\r\n\f]+|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|(?:True|False|None)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|[{}[\]:,]/y

const jsonWords: { readonly [word: string]: string } = { True: 'true', False: 'false', None: 'null' }
const plainEscapes: { readonly [letter: string]: string } = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  "'": "'",
  '"': '"'
}

/**
 * Rewrites the text that Python prints for a dict (strings, decimal numbers, True, False, None, lists and dicts) as JSON.
 * `undefined` where it holds anything else, such as tuples, sets, prefixed strings or hexadecimal numbers.
 */
export function jsonOfPythonLiteral(text: string): string | undefined {
  const json: string[] = []
  for (token.lastIndex = 0; token.lastIndex < text.length; ) {
    const word = token.exec(text)?.[0]
    const translated = word === undefined ? undefined : translate(word)
    if (translated === undefined) return undefined
    if (translated === '}' || translated === ']') dropTrailingComma(json)
    if (translated.trim() !== '') json.push(translated)
  }
  return json.join(' ')
}

function translate(word: string): string | undefined {
  if (!/^['"]/.test(word)) return jsonWords[word] ?? word
  const body = unescapeString(word.slice(1, -1))
  return body === undefined ? undefined : JSON.stringify(body)
}

/** Only the escapes that Python's repr() writes. */
function unescapeString(body: string): string | undefined {
  const sequence = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U(00(?:0[\da-fA-F]|10)[\da-fA-F]{4})|([nrt\\'"])|.)/g
  let odd = false
  const text = body.replace(sequence, (whole, x?: string, u?: string, wide?: string, letter = '') => {
    const hex = x ?? u ?? wide
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    odd = odd || plainEscapes[letter] === undefined
    return plainEscapes[letter] ?? whole
  })
  return odd ? undefined : text
}

function dropTrailingComma(json: string[]): void {
  const [before = '', last] = json.slice(-2)
  if (last === ',' && !['[', '{', ','].includes(before)) json.pop()
}
