// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

type Scalar = string | number | boolean | null
type Dict = { readonly [key: string]: Scalar }
type Value =
  | Scalar
  | readonly Scalar[]
  | readonly Dict[]
  | { readonly [key: string]: Scalar | { readonly [key: string]: Scalar } }

/** One bond as the role takes it: scalars, lists of scalars or of dicts of them, and dicts of either. */
export interface BondVars {
  readonly [option: string]: Value | undefined
}

/** YAML that says `bonding_bonds`, to be pasted into host_vars; every reader of YAML 1.1 and 1.2 takes it for the same. */
export function hostVarsText(bonds: readonly BondVars[]): string {
  if (bonds.length === 0) return 'bonding_bonds: []\n'
  const lines = bonds.flatMap(bond => {
    const own = Object.entries(bond).flatMap(([option, value]) =>
      value === undefined ? [] : entryLines(option, value, '')
    )
    return own.map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`)
  })
  return ['bonding_bonds:', ...lines, ''].join('\n')
}

function entryLines(key: string, value: Value, indent: string): readonly string[] {
  const start = `${indent}${stringText(key)}:`
  if (isDicts(value)) return [start, ...value.map(dict => `${indent}  - ${dictText(dict)}`)]
  if (isList(value)) return [`${start} [${value.map(scalarText).join(', ')}]`]
  if (typeof value !== 'object' || value === null) return [`${start} ${scalarText(value)}`]
  return [start, ...Object.entries(value).flatMap(([name, item]) => entryLines(name, item, `${indent}  `))]
}

function isDicts(value: Value): value is readonly Dict[] {
  return Array.isArray(value) && value.length > 0 && value.every(item => typeof item === 'object' && item !== null)
}

function dictText(dict: Dict): string {
  return `{${Object.entries(dict)
    .map(([key, value]) => `${stringText(key)}: ${scalarText(value)}`)
    .join(', ')}}`
}

function isList(value: Value): value is readonly Scalar[] {
  return Array.isArray(value)
}

function scalarText(value: Scalar): string {
  return typeof value === 'string' ? stringText(value) : String(value)
}

/**
 * A string bare where it is read as one, else in quotes. YAML 1.1 reads much else in bare words: booleans such as on and
 * no, null, numbers to the bases 2, 8, 10, 16 and 60 (so MAC addresses), dates (yaml.org/type).
 */
function stringText(text: string): string {
  if (isWord(text) || isAddress(text)) return text
  if (/^[ -~]*$/.test(text)) return `'${text.replace(/'/g, "''")}'`
  return `"${Array.from(text, escaped).join('')}"`
}

/** No number begins with another digit than 0 and has a letter, but for the exponent, which some readers take without one. */
function isWord(text: string): boolean {
  if (/^(?:y|n|yes|no|on|off|true|false|null|e[-+]?[0-9_]+)$/i.test(text)) return false
  return /^[A-Za-z_/][\w./+-]*$/.test(text) || (/^[1-9][\w.+-]*$/.test(text) && /[A-DF-Za-df-z]/.test(text))
}

function isAddress(text: string): boolean {
  return /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/.test(text)
}

function escaped(character: string): string {
  if (/[ !#-[\]-~]/.test(character)) return character
  const code = character.codePointAt(0) ?? 0
  return `\\U${code.toString(16).padStart(8, '0')}`
}
