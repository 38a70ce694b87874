// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/**
 * The variables that a piece of shell text could set or unset if it ran: those before `=`, `+=`, `:=`, `++` and the
 * like, and the arguments of the commands that take names. Finds too many rather than too few; variables that are only
 * read do not count, nor do names that are put together at run time.
 */
export function mentionedKeys(source: string): readonly string[] {
  const joined = source.replace(/\\\n/g, '')
  const keys = new Set<string>()
  for (const text of [joined, joined.replace(/["'\\]/g, '')]) {
    for (const pattern of ASSIGNING) for (const match of matches(text, pattern)) keys.add(match[1] ?? '')
    for (const [, args = ''] of matches(text, NAMING)) for (const [name] of matches(args, NAME)) keys.add(name)
  }
  return [...keys]
    .map((key, index) => ({ key, index, at: joined.indexOf(key) }))
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .map(({ key }) => key)
}

const ASSIGNING: readonly RegExp[] = [
  /(?<![\w$./-])([A-Za-z_]\w*)(?:\[[^\]\n]*\])?(?:[-+*/%&|^:]|<<|>>)?=(?!=)/g,
  /(?<![\w$])([A-Za-z_]\w*)(?:\+\+|--(?![\w-]))/g,
  /(?:\+\+|(?<![\w\s-])--)([A-Za-z_]\w*)/g
]

const COMMANDS =
  'unset|export|declare|typeset|local|readonly|read|mapfile|readarray|getopts|printf|wait|let|for|select|coproc'

const NAMING = new RegExp(`(?<![\\w$./-])(?:${COMMANDS})((?:[ \\t]+[^\\s;&|()<>]+)+)`, 'g')

const NAME = /(?<![\w$./{=-])[A-Za-z_]\w*(?!\w)/g

function matches(text: string, pattern: RegExp): readonly RegExpExecArray[] {
  const found: RegExpExecArray[] = []
  const fresh = new RegExp(pattern.source, 'g')
  for (let match = fresh.exec(text); match !== null; match = fresh.exec(text)) found.push(match)
  return found
}
