// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** One place where arguments are read otherwise than Ansible's own modules read them. */
export interface Departure {
  readonly id: string
  readonly ansible: string
  readonly here: string
  readonly why: string
}

/**
 * Every known difference from ArgumentSpecValidator of the newest ansible-core. A test runs both and fails for a
 * difference that is not listed, and for an entry that no longer differs.
 */
export const departures: readonly Departure[] = [
  {
    id: 'str-collection',
    ansible: 'A list or dict given for a string or a path becomes its Python representation.',
    here: 'It is refused.',
    why: 'No file wants "[1, 2]"; the task meant another option.'
  },
  {
    id: 'int-boolean',
    ansible: 'A boolean passes as an integer.',
    here: 'It is refused.',
    why: 'miimon=true would be written as a word where the kernel reads a number.'
  },
  {
    id: 'int-digits',
    ansible: 'Decimal digits of any script are digits, and [sign, digits, exponent] is a number.',
    here: 'Only ASCII digits in a string are.',
    why: 'Both come from decimal.Decimal by accident.'
  },
  {
    id: 'list-blanks',
    ansible: 'A comma list keeps the blanks around its elements; an empty string is a list of one empty string.',
    here: 'Blanks are dropped, and an empty or blank string is the empty list.',
    why: '"eth0, eth1" means two ports, and "" means none.'
  },
  {
    id: 'alias-conflict',
    ansible: 'An alias silently wins over the option itself, the last listed alias over the others.',
    here: 'Different values under two names of one option are refused.',
    why: 'One of them would be ignored.'
  },
  {
    id: 'null-absent',
    ansible: 'Null suppresses a default, and counts as given where an option is required.',
    here: 'Null is an option that was not given.',
    why: 'A template that yields null means "leave it out".'
  },
  {
    id: 'null-element',
    ansible: 'Null in a list of strings becomes an empty string.',
    here: 'It is refused.',
    why: 'An empty name or address is none.'
  },
  {
    id: 'big-integer',
    ansible: 'Integers have any size.',
    here: 'Integers beyond 2^53 are refused, with the advice to quote them where text is wanted.',
    why: 'JSON.parse rounds them, and a wrong number would be written.'
  },
  {
    id: 'zero-fraction',
    ansible: 'The number 1.0 as a string is "1.0".',
    here: 'It is "1".',
    why: 'JSON.parse reads 1.0 as 1; it matters nowhere here.'
  },
  {
    id: 'dict-python',
    ansible: 'A dict written as text may hold any Python literal: tuples, prefixed strings, keys that are numbers.',
    here: 'Strings, decimal numbers, True, False, None, lists and dicts with string keys only.',
    why: 'This is what a template prints; the rest would need a Python parser.'
  },
  {
    id: 'dict-nan',
    ansible: 'NaN and Infinity pass in a dict written as JSON.',
    here: 'They are refused.',
    why: 'They are not JSON.'
  },
  {
    id: 'path-user',
    ansible: '~name at the beginning of a path is the home of that user.',
    here: 'It stays as it is.',
    why: 'No path here lies in a home; it would mean reading the user database.'
  }
]
