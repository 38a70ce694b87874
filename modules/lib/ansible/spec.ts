// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** Ansible's argument types that this collection uses. */
export type OptionType = 'str' | 'int' | 'bool' | 'list' | 'dict' | 'path' | 'raw'

/** One option, generated at build time from the module's documentation; an absent field means what it means there. */
export interface OptionSpec {
  readonly type: OptionType
  readonly elements?: OptionType
  readonly required?: boolean
  readonly default?: unknown
  readonly aliases?: readonly string[]
  readonly choices?: readonly (string | number)[]
  /** The options of a dict, or of each dict in a list; a dict without them takes any key. */
  readonly options?: OptionSpecs
  /** What a value must be, for messages: "an integer of milliseconds from 0 to 2147483647". */
  readonly must?: string
  /** The same of each element of a list. */
  readonly elementsMust?: string
  /** The one key of a dict that is taken for text, or of such elements of a list: `{mac: X}` means `mac=X`. */
  readonly key?: string
  /** A choice between off (0) and on (1): a boolean in any of Ansible's spellings is taken too, as its number. */
  readonly onOff?: true
}

export type OptionSpecs = { readonly [name: string]: OptionSpec }

/** The generated check of coerced values; its findings lie in `errors` until the next call. */
export interface Validate {
  (values: unknown): boolean
  errors?: readonly { readonly instancePath: string }[] | null
}

/** Rules between options; written in the module's entry file, since Ansible's documentation has no words for them. */
export interface ArgumentRules {
  /** At most one option out of the two sets may be given: every option of the left excludes every one of the right. */
  readonly mutuallyExclusive?: readonly (readonly [readonly string[], readonly string[]])[]
  readonly requiredOneOf?: readonly (readonly string[])[]
  readonly requiredIf?: readonly RequiredIf[]
  /** Names that are no options, each with the reason and the way that works, for a message better than a guess. */
  readonly refused?: ReadonlyMap<string, string>
  /** Rules inside the dicts of an option. */
  readonly suboptions?: { readonly [option: string]: ArgumentRules }
}

/** Where `option` is `is` (a default counts), each of `needs` must be given, except where `unless` is given. */
export interface RequiredIf {
  readonly option: string
  readonly is: string
  readonly needs: readonly string[]
  readonly unless?: string
}

/** What a module says of its arguments; the rules are its own, the rest is generated. */
export interface ArgumentDefinition {
  readonly spec: OptionSpecs
  readonly validate: Validate
  readonly rules?: ArgumentRules
}
